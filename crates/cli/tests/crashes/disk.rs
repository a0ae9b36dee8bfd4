//! A disk rebuilt from the log of its changes, as of any moment: what was synced is there, everything else was kept,
//! dropped or torn. A changed name is durable once its directory has been synced; the changes of one directory reach the
//! disk in their order, those of a file in any.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Size of an atomic write.
const SECTOR: usize = 512;

/// Files and directories are numbers; 0 is the root.
type File = usize;

#[derive(Debug)]
enum Change {
    Write {
        file: File,
        at: usize,
        bytes: Vec<u8>,
    },
    Resize {
        file: File,
        size: usize,
    },
    Sync {
        file: File,
    },
    /// Names of one directory that change together.
    Names {
        directory: File,
        names: Vec<(String, Option<File>)>,
    },
    Marker,
}

/// A splitmix64 generator.
pub(crate) struct Random(pub(crate) u64);

#[derive(Clone, Debug)]
enum Node {
    File(Vec<u8>),
    Directory(BTreeMap<String, File>),
}

/// The files before the first change, and all changes.
pub(crate) struct Disk {
    start: Vec<Node>,
    changes: Vec<(Change, String)>,
}

impl Random {
    pub(crate) fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % below as u64) as usize
    }
}

impl Node {
    fn names(&mut self) -> &mut BTreeMap<String, File> {
        let Self::Directory(names) = self else { panic!("a file has no names") };
        names
    }
}

/// Files found below a directory before the recording, by inode.
fn scan(path: &Path, nodes: &mut Vec<Node>, inodes: &mut HashMap<u64, File>) -> File {
    let number = nodes.len();
    inodes.insert(fs::metadata(path).unwrap().ino(), number);
    if path.is_file() {
        nodes.push(Node::File(fs::read(path).unwrap()));
        return number;
    }
    nodes.push(Node::Directory(BTreeMap::new()));
    for entry in fs::read_dir(path).unwrap() {
        let entry = entry.unwrap();
        let file = scan(&entry.path(), nodes, inodes);
        nodes[number].names().insert(entry.file_name().into_string().unwrap(), file);
    }
    number
}

impl Disk {
    /// The directory as it is now.
    pub(crate) fn new(root: &Path) -> (Self, HashMap<u64, File>) {
        let (mut start, mut inodes) = (Vec::new(), HashMap::new());
        scan(root, &mut start, &mut inodes);
        (Self { start, changes: Vec::new() }, inodes)
    }

    /// Reads the log of the changes since.
    pub(crate) fn read(&mut self, log: &[u8], mut inodes: HashMap<u64, File>) {
        let (mut rest, mut live) = (log, self.start.clone());
        while !rest.is_empty() {
            let (head, tail) = rest.split_at(25);
            let number = |at: usize| u64::from_le_bytes(head[at..at + 8].try_into().unwrap());
            let length = |at: usize| u32::from_le_bytes(head[at..at + 4].try_into().unwrap()) as usize;
            let (one, tail) = tail.split_at(length(17));
            let (other, tail) = tail.split_at(length(21));
            rest = tail;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let (inode, at) = (number(1), number(9) as usize);
            let file = inodes.get(&inode).copied();
            // The directory of a name, in the names as the program sees them.
            let place = |path: &[u8], live: &mut Vec<Node>| {
                let path = text(path);
                let mut parts: Vec<String> = path.split('/').skip(1).map(str::to_owned).collect();
                let name = parts.pop().unwrap();
                (parts.iter().fold(0, |directory, part| live[directory].names()[part]), name)
            };
            let change = match head[0] {
                b'm' => Change::Marker,
                b'w' => Change::Write { file: file.unwrap(), at, bytes: one.to_vec() },
                b't' => Change::Resize { file: file.unwrap(), size: at },
                b's' => Change::Sync { file: file.unwrap() },
                kind => {
                    let (directory, name) = place(one, &mut live);
                    let names = match kind {
                        b'u' => vec![(name, None)],
                        b'r' | b'l' => {
                            let file = Some(live[directory].names()[&name]);
                            let (target, new) = place(other, &mut live);
                            assert_eq!(target, directory, "a file changed its directory");
                            let old = if kind == b'r' { None } else { file };
                            vec![(name, old), (new, file)]
                        }
                        _ => {
                            inodes.insert(inode, live.len());
                            let empty = || {
                                if kind == b'd' { Node::Directory(BTreeMap::new()) } else { Node::File(Vec::new()) }
                            };
                            live.push(empty());
                            self.start.push(empty());
                            vec![(name, Some(live.len() - 1))]
                        }
                    };
                    let change = Change::Names { directory, names };
                    apply(&mut live, &change, &mut |_| true);
                    change
                }
            };
            let reported = format!(
                "{} {} {}",
                char::from(head[0]),
                if head[0] == b'w' { String::new() } else { text(one) },
                text(other)
            );
            self.changes.push((change, reported));
        }
    }

    /// Number of changes.
    pub(crate) fn len(&self) -> usize {
        self.changes.len()
    }

    /// The change of a number in words.
    pub(crate) fn reported(&self, number: usize) -> String {
        match &self.changes[number] {
            (Change::Write { file, at, bytes }, _) => format!("write of {} bytes to file {file} at {at}", bytes.len()),
            (Change::Sync { file }, _) => format!("sync of {file}"),
            (_, reported) => reported.clone(),
        }
    }

    /// Positions behind the markers.
    pub(crate) fn markers(&self) -> Vec<usize> {
        let is_marker =
            |(at, (change, _)): (usize, &(Change, String))| matches!(change, Change::Marker).then_some(at + 1);
        self.changes.iter().enumerate().filter_map(is_marker).collect()
    }

    /// Writes the disk as of a moment to a directory: with every change, or as a power failure leaves it.
    pub(crate) fn restore(&self, moment: usize, mut lost: Option<Random>, target: &Path) {
        let mut synced = vec![0; self.start.len()];
        for (at, (change, _)) in self.changes[..moment].iter().enumerate() {
            if let Change::Sync { file } = change {
                synced[*file] = at;
            }
        }
        let mut nodes = self.start.clone();
        // In some runs nearly everything is lost, in others nearly nothing.
        let share = lost.as_mut().map_or(0, |random| [1, 10, 50, 90, 100][random.next(5)]);
        let mut ended = vec![false; nodes.len()];
        for (at, (change, _)) in self.changes[..moment].iter().enumerate() {
            let (Change::Write { file, .. } | Change::Resize { file, .. } | Change::Names { directory: file, .. }) =
                change
            else {
                continue;
            };
            let Some(random) = lost.as_mut().filter(|_| at >= synced[*file]) else {
                apply(&mut nodes, change, &mut |_| true);
                continue;
            };
            let is_lost = random.next(100) < share;
            match change {
                Change::Names { .. } => {
                    ended[*file] |= is_lost;
                    if !ended[*file] {
                        apply(&mut nodes, change, &mut |_| true);
                    }
                }
                Change::Write { .. } if random.next(4) == 0 => apply(&mut nodes, change, &mut |_| random.next(2) == 0),
                _ => apply(&mut nodes, change, &mut |_| !is_lost),
            }
        }
        write(&nodes, 0, target);
    }
}

/// Applies a change; of a write, the sectors that are kept.
fn apply(nodes: &mut [Node], change: &Change, is_kept: &mut dyn FnMut(usize) -> bool) {
    match change {
        Change::Names { directory, names } => {
            for (name, file) in names {
                match file {
                    Some(file) => drop(nodes[*directory].names().insert(name.clone(), *file)),
                    None => drop(nodes[*directory].names().remove(name)),
                }
            }
        }
        Change::Resize { file, size } if is_kept(0) => {
            let Node::File(content) = &mut nodes[*file] else { panic!("a directory was resized") };
            content.resize(*size, 0);
        }
        Change::Write { file, at, bytes } => {
            let Node::File(content) = &mut nodes[*file] else { panic!("a directory was written") };
            let mut at = *at;
            let mut rest = &bytes[..];
            while !rest.is_empty() {
                let (sector, tail) = rest.split_at(rest.len().min(SECTOR - at % SECTOR));
                if is_kept(at / SECTOR) {
                    content.resize(content.len().max(at + sector.len()), 0);
                    content[at..at + sector.len()].copy_from_slice(sector);
                }
                (at, rest) = (at + sector.len(), tail);
            }
        }
        _ => {}
    }
}

fn write(nodes: &[Node], file: File, target: &Path) {
    match &nodes[file] {
        Node::File(content) => fs::write(target, content).unwrap(),
        Node::Directory(names) => {
            fs::create_dir_all(target).unwrap();
            names.iter().for_each(|(name, file)| write(nodes, *file, &target.join(name)));
        }
    }
}
