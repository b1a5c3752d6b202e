//! What the documents show is what the program prints.

#[test]
fn readme() {
    trycmd::TestCases::new().case("README.md").run();
}
