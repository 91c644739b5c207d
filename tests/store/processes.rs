//! Many real processes on one file: nobody is told "locked", nothing acknowledged is lost, nothing is there twice.
//!
//! A child is this test binary again, told to run one of the ignored tests below. Sizes are for CI; by hand:
//! `FLOORBOARD_TEST_WRITES=1000 FLOORBOARD_TEST_KILLS=1000 cargo test --release --test all store::processes -- --nocapture`.

use super::support::{Place, asked, report};
use floorboard::clock::{SystemClock, monotonic};
use floorboard::store::{Answer, EntryFilter, OpenOptions, Repeated, Store};
use rustix::process::{Resource, Rlimit};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

const STORE: &str = "FLOORBOARD_TEST_STORE";
const NAME: &str = "FLOORBOARD_TEST_NAME";
const WRITES: &str = "FLOORBOARD_TEST_WRITES";
const WRITERS: &str = "FLOORBOARD_TEST_WRITERS";
const KILLS: &str = "FLOORBOARD_TEST_KILLS";

fn size(variable: &str, ci: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(ci)
}

/// This binary, running one ignored test as a process of its own; under `limit`, a shell's words before it.
fn child(test: &str, store: &Path, name: &str, limit: Option<&str>) -> Command {
    let this = std::env::current_exe().unwrap();
    let mut command = match limit {
        Some(limit) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("{limit}; exec \"$0\" \"$@\"")]).arg(this);
            shell
        }
        None => Command::new(this),
    };
    command.args(["--ignored", "--exact", test, "--nocapture", "--test-threads=1"]);
    command.env(STORE, store).env(NAME, name).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a child wrote, without the words of the test runner around it.
fn told(line: &str) -> Option<(&str, u64)> {
    let (request, micros) = line.split_once("ack ")?.1.split_once(' ')?;
    Some((request, micros.trim().parse().ok()?))
}

fn open(path: &Path) -> Store {
    Store::open(path, OpenOptions::create(Arc::new(SystemClock), "The Anchor")).unwrap()
}

/// Writes reports, each under a request id of its own, and tells of each once it is acknowledged.
fn write(store: &mut Store, name: &str, writes: usize) {
    let mut out = std::io::stdout();
    for n in 0..writes {
        let request = format!("{name}-{n}");
        let began = monotonic();
        match store.submit(&asked(&request), &report(&request)) {
            Ok(Answer::Accepted { .. }) => writeln!(out, "ack {request} {}", began.elapsed().as_micros()).unwrap(),
            other => {
                writeln!(out, "failed {request}: {other:?}").unwrap();
                break;
            }
        }
        out.flush().unwrap();
    }
}

#[test]
#[ignore = "the body of a child process"]
fn writer() {
    let (path, name) = (std::env::var(STORE).unwrap(), std::env::var(NAME).unwrap());
    let mut out = std::io::stdout();
    writeln!(out, "ready").unwrap();
    out.flush().unwrap();
    // Held by the parent until everybody is there.
    let gate = File::open(Path::new(&path).with_extension("gate")).unwrap();
    gate.lock_shared().unwrap();
    write(&mut open(Path::new(&path)), &name, size(WRITES, 60));
}

/// How often each request is in the journal.
fn recorded(store: &mut Store) -> BTreeMap<String, u32> {
    let mut requests = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = store.entries(&EntryFilter { after, ..EntryFilter::default() }).unwrap();
        let Some(last) = page.last() else { return requests };
        after = last.seq;
        for request in page.into_iter().filter_map(|entry| entry.request) {
            *requests.entry(request.0).or_default() += 1;
        }
    }
}

/// Reads up to the line that says that a writer stands at the gate.
fn await_ready(mut out: BufReader<ChildStdout>) -> BufReader<ChildStdout> {
    let mut line = String::new();
    while !line.contains("ready") {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "a writer never came to the gate");
    }
    out
}

fn rest(mut out: BufReader<ChildStdout>) -> String {
    let mut text = String::new();
    out.read_to_string(&mut text).unwrap();
    text
}

struct Race {
    acknowledged: usize,
    seconds: f64,
    /// Microseconds of each write, in order of length.
    waits: Vec<u64>,
}

impl Race {
    /// `writers` processes at once, none started before all are there; the store may not exist yet.
    fn run(place: &Place, writers: usize) -> Self {
        let gate = File::create(place.path().with_extension("gate")).unwrap();
        gate.lock().unwrap();
        let start = |n| child("store::processes::writer", &place.path(), &format!("w{n}"), None).spawn().unwrap();
        let mut children: Vec<Child> = (0..writers).map(start).collect();
        let outs: Vec<_> = children.iter_mut().map(|child| BufReader::new(child.stdout.take().unwrap())).collect();
        let outs: Vec<_> = outs.into_iter().map(await_ready).collect();
        let began = monotonic();
        gate.unlock().unwrap();
        // Read as they come: a full pipe would hold a writer up.
        let readers: Vec<_> = outs.into_iter().map(|out| std::thread::spawn(move || rest(out))).collect();
        let outs: Vec<String> = readers.into_iter().map(|reader| reader.join().unwrap()).collect();
        let seconds = began.elapsed().as_secs_f64();
        let mut race = Self { acknowledged: 0, seconds, waits: Vec::new() };
        let mut acknowledged = Vec::new();
        for (child, out) in children.into_iter().zip(outs) {
            let output = child.wait_with_output().unwrap();
            let talk = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && !out.contains("failed "), "a writer failed:\n{out}\n{talk}");
            for (request, wait) in out.lines().filter_map(told) {
                acknowledged.push(request.to_owned());
                race.waits.push(wait);
            }
        }
        race.acknowledged = acknowledged.len();
        race.waits.sort_unstable();
        let mut store = open(&place.path());
        let recorded = recorded(&mut store);
        let wrong: Vec<_> = acknowledged.iter().filter(|request| recorded.get(*request) != Some(&1)).collect();
        assert!(wrong.is_empty(), "lost, or there twice: {wrong:?}");
        assert_eq!(recorded.len(), acknowledged.len());
        assert!(store.verify(None, &mut |_, _| {}).unwrap().holds());
        race
    }

    fn percentile(&self, of_1000: usize) -> f64 {
        self.waits[(self.waits.len() - 1) * of_1000 / 1000] as f64 / 1000.0
    }

    #[expect(clippy::print_stdout, reason = "the figures of a run by hand")]
    fn tell(&self, who: &str) -> f64 {
        let rate = self.acknowledged as f64 / self.seconds;
        println!(
            "{who}: {} writes, {rate:.0} a second; p50 {:.2} ms, p99 {:.2} ms, worst {:.2} ms",
            self.acknowledged,
            self.percentile(500),
            self.percentile(990),
            self.percentile(1000)
        );
        rate
    }
}

#[test]
fn sixteen_processes_write_at_once_and_nothing_is_lost() {
    let writes = size(WRITES, 60);
    let writers = size(WRITERS, 16);
    let race = Race::run(&Place::new(), writers);
    assert_eq!(race.acknowledged, writers * writes);
    let rate = race.tell(&format!("{writers} processes"));
    if writes >= 1000 {
        let alone = Race::run(&Place::new(), 1).tell("1 process");
        println!("ratio {:.2}", rate / alone);
    }
}

#[test]
fn sixteen_processes_that_make_the_store_at_once_make_one() {
    let place = Place::new();
    assert!(!place.path().exists());
    Race::run(&place, 16);
    let names: Vec<_> = std::fs::read_dir(place.dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let known = ["floorboard.db", "floorboard.db-wal", "floorboard.db-shm", "floorboard.gate"];
    assert!(names.iter().all(|name| known.contains(&name.to_str().unwrap())), "{names:?}");
    let mut store = open(&place.path());
    let made = store
        .entries(&EntryFilter::default())
        .unwrap()
        .into_iter()
        .filter(|entry| entry.fact.kind() == "store.created");
    assert_eq!(made.count(), 1);
}

/// Kills two writers amid their work, again and again. What was acknowledged is there, once; what was not may be sent
/// again under its id, and then is there, once.
#[test]
fn kill_9_loses_nothing_acknowledged_and_doubles_nothing() {
    let place = Place::new();
    drop(open(&place.path()));
    File::create(place.path().with_extension("gate")).unwrap();
    let mut seed = u64::from(std::process::id()) | 1;
    println!("seed {seed}");
    let kills = size(KILLS, 20);
    let mut acknowledged: Vec<String> = Vec::new();
    let mut sent_again = Vec::new();
    for round in 0..kills.div_ceil(2) {
        let names = [format!("k{round}a"), format!("k{round}b")];
        let mut pair = names.each_ref().map(|name| {
            let mut command = child("store::processes::writer", &place.path(), name, None);
            let mut child = command.env(WRITES, "1000000").spawn().unwrap();
            let lines = BufReader::new(child.stdout.take().unwrap()).lines();
            (name, child, lines, Vec::new())
        });
        for (_, child, lines, mine) in &mut pair {
            // xorshift
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            let after = (seed % 12) as usize;
            while mine.len() < after {
                let line = lines.next().expect("a writer goes on until it is killed").unwrap();
                mine.extend(told(&line).map(|(request, _)| request.to_owned()));
            }
            child.kill().unwrap();
        }
        for (name, mut child, lines, mut mine) in pair {
            child.wait().unwrap();
            // A line cut off by the kill was not read by anybody.
            mine.extend(
                lines.map_while(Result::ok).filter_map(|line| told(&line).map(|(request, _)| request.to_owned())),
            );
            sent_again.push(format!("{name}-{}", mine.len()));
            acknowledged.extend(mine);
        }
        let mut store = open(&place.path());
        for request in &sent_again[sent_again.len() - 2..] {
            let answer = store.submit(&asked(request), &report(request)).unwrap();
            assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
        }
    }
    let mut store = open(&place.path());
    let recorded = recorded(&mut store);
    let wrong: Vec<_> =
        acknowledged.iter().chain(&sent_again).filter(|request| recorded.get(*request) != Some(&1)).collect();
    assert!(wrong.is_empty(), "lost, or there twice: {wrong:?}");
    assert_eq!(recorded.len(), acknowledged.len() + sent_again.len(), "nothing that nobody sent");
    assert!(store.verify(None, &mut |_, _| {}).unwrap().holds());
    assert!(store.rebuild_check(&mut |_, _| {}).unwrap().agrees());
    println!("{kills} kills, {} acknowledged before them, 0 lost, 0 twice", acknowledged.len());
}

#[test]
#[ignore = "the body of a child process"]
fn writer_until_full() {
    let (path, name) = (std::env::var(STORE).unwrap(), std::env::var(NAME).unwrap());
    let mut store = open(Path::new(&path));
    write(&mut store, &name, 100_000);
    // The same board, once there is room again.
    let limit = Rlimit { current: None, maximum: None };
    rustix::process::setrlimit(Resource::Fsize, limit).unwrap();
    write(&mut store, &format!("{name}-again"), 3);
}

#[test]
fn a_full_disk_acknowledges_nothing_and_loses_nothing() {
    let place = Place::new();
    drop(open(&place.path()));
    // In blocks of 512 bytes: no file may grow above 600 kB. The signal is ignored, as writing then fails instead.
    let limit = "trap '' XFSZ; ulimit -S -f 1200";
    let output = child("store::processes::writer_until_full", &place.path(), "f", Some(limit)).output().unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(out.contains("failed ") && out.contains("Err(Full"), "{out}\n{}", String::from_utf8_lossy(&output.stderr));
    let acknowledged: Vec<String> = out.lines().filter_map(told).map(|(request, _)| request.to_owned()).collect();
    let again = acknowledged.iter().filter(|request| request.starts_with("f-again-")).count();
    assert_eq!(again, 3, "a store left open goes on once there is room");
    assert!(acknowledged.len() > again);

    let mut store = open(&place.path());
    assert_eq!(recorded(&mut store).len(), acknowledged.len(), "what was not acknowledged is not there");
    assert!(store.verify(None, &mut |_, _| {}).unwrap().holds());
    // What was refused may be sent again under its id.
    let next = format!("f-{}", acknowledged.len() - again);
    let answer = store.submit(&asked(&next), &report(&next)).unwrap();
    assert!(matches!(answer, Answer::Accepted { repeated: Repeated::No, .. }), "{answer:?}");
}
