//! Figures that documents quote about the shipped rule base, worked out anew: `cargo bench --bench
//! figures`.

mod interview;
mod patterns;
mod settled;
mod shipped;

fn main() -> Result<(), String> {
    if std::env::args().any(|argument| argument == "patterns") {
        patterns::print();
        return Ok(());
    }
    let shipped = shipped::Shipped::load()?;
    settled::print(&shipped)?;
    println!();
    interview::print(&shipped)?;
    println!();
    patterns::print();
    Ok(())
}
