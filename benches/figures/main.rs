//! Figures that documents quote about the shipped rule base, worked out anew: `cargo bench --bench
//! figures`.

mod interview;
mod settled;
mod shipped;

fn main() -> Result<(), String> {
    let shipped = shipped::Shipped::load()?;
    settled::print(&shipped)?;
    println!();
    interview::print(&shipped)
}
