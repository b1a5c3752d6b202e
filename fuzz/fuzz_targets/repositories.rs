#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| whereto_fuzz::repositories(data));

#[cfg(not(fuzzing))]
fn main() {}
