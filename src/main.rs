//! Arguments in, exit code out.

fn main() -> std::process::ExitCode {
    floorboard::cli::main(std::env::args_os())
}
