//! What the documents show is what the program prints.

#[test]
fn readme() {
    trycmd::TestCases::new().case("README.md").run();
}

#[test]
fn cost() {
    trycmd::TestCases::new().case("docs/cost.md").run();
}
