//! The languages: which generator makes the SDK, what it needs, and what it leaves to be written.

/// A program that must be installed, the package of Debian and Ubuntu that has it, and its site.
pub(super) type Program = (&'static str, &'static str, &'static str);

/// A language. In files and steps, `{name}`, `{module}`, `{package}` and `{version}` are those of the SDK.
pub(super) struct Language {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// Rule of the language for package names, besides the rules of all languages.
    pub(super) is_name: fn(&str) -> bool,
    /// Names that no module or package can have.
    pub(super) keywords: &'static [&'static str],
    /// The generator and its version.
    pub(super) generator: &'static str,
    pub(super) programs: &'static [Program],
    /// Files of the generator's installation: its version and the digests of everything it needs.
    pub(super) pinned: &'static [(&'static str, &'static str)],
    /// Steps of the installation, in its directory.
    pub(super) install: &'static [&'static [&'static str]],
    /// Directory with the programs of the installation.
    pub(super) programs_of_installation: &'static str,
    /// Settings of the generator, in the directory above the SDK.
    pub(super) settings: &'static [(&'static str, &'static str)],
    /// Steps that generate the SDK in the current directory from `../openapi.json`.
    pub(super) generate: &'static [&'static [&'static str]],
    /// Files that the generator does not write.
    pub(super) files: &'static [(&'static str, &'static str)],
    /// Generated files that the SDK does not need.
    pub(super) dropped: &'static [&'static str],
    /// Directory of handwritten files; empty, or with `/` at its end.
    pub(super) layer: &'static str,
    /// Last step: compiles the SDK.
    pub(super) compile: &'static [&'static str],
}

const PYTHON: Program = ("python3", "python3-venv", "https://www.python.org");
const NODE: Program = ("node", "nodejs", "https://nodejs.org");
const NPM: Program = ("npm", "npm", "https://nodejs.org");
const GO: Program = ("go", "golang-go", "https://go.dev");

/// An environment of its own with the packages of `requirements.txt`.
const PIP: &[&[&str]] = &[
    &["python3", "-m", "venv", "venv"],
    &["pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", "requirements.txt"],
];

pub(super) const LANGUAGES: [Language; 3] = [
    Language {
        name: "python",
        title: "Python",
        is_name: |name| !name.contains(['/', '@']),
        keywords: &[
            "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
            "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not",
            "or", "pass", "raise", "return", "try", "while", "with", "yield",
        ],
        generator: "openapi-python-client 0.29.1",
        programs: &[PYTHON],
        pinned: &[("requirements.txt", include_str!("../../../sdk/python/requirements.txt"))],
        install: PIP,
        programs_of_installation: "venv/bin",
        settings: &[("settings.yml", include_str!("../../../sdk/python/settings.yml"))],
        generate: &[&[
            "openapi-python-client",
            "generate",
            "--path=../openapi.json",
            "--config=../settings.yml",
            "--meta=pdm",
            "--output-path=.",
            "--overwrite",
        ]],
        files: &[],
        dropped: &[],
        layer: "{module}/",
        compile: &["python", "-X", "pycache_prefix=../compiled", "-m", "compileall", "-q", "."],
    },
    Language {
        name: "typescript",
        title: "TypeScript",
        is_name: |name| {
            let (scope, name) = name.split_once('/').unwrap_or(("@", name));
            scope.starts_with('@') && !name.contains(['/', '@'])
        },
        keywords: &[],
        generator: "@hey-api/openapi-ts 0.95.0",
        programs: &[NODE, NPM],
        pinned: &[
            ("package.json", include_str!("../../../sdk/typescript/package.json")),
            ("package-lock.json", include_str!("../../../sdk/typescript/package-lock.json")),
        ],
        install: &[&["npm", "ci", "--silent", "--no-audit", "--no-fund"]],
        programs_of_installation: "node_modules/.bin",
        settings: &[("settings.mjs", include_str!("../../../sdk/typescript/settings.mjs"))],
        generate: &[&["openapi-ts", "--file=../settings.mjs", "--no-log-file"]],
        files: &[
            ("package.json", include_str!("../../../sdk/typescript/template/package.json")),
            ("tsconfig.json", include_str!("../../../sdk/typescript/template/tsconfig.json")),
        ],
        dropped: &[],
        layer: "src/",
        // Problems do not keep the compiler from writing JavaScript.
        compile: &["tsc"],
    },
    Language {
        name: "go",
        title: "Go",
        is_name: |name| !name.contains('@'),
        keywords: &[
            "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func",
            "go", "goto", "if", "import", "interface", "main", "map", "package", "range", "return", "select", "struct",
            "switch", "type", "var",
        ],
        generator: "openapi-generator 7.26.0",
        programs: &[PYTHON, GO],
        pinned: &[("requirements.txt", include_str!("../../../sdk/go/requirements.txt"))],
        install: PIP,
        programs_of_installation: "venv/bin",
        settings: &[],
        generate: &[
            &[
                "openapi-generator-cli",
                "generate",
                "--generator-name=go",
                "--input-spec=../openapi.json",
                "--output=.",
                "--additional-properties=packageName={package},packageVersion={version}",
                "--global-property=apiDocs=false,modelDocs=false,apiTests=false,modelTests=false",
            ],
            &["go", "mod", "edit", "-module={name}", "-go=1.19"],
            &["go", "mod", "tidy"],
            &["gofmt", "-w", "."],
        ],
        files: &[],
        dropped: &["git_push.sh"],
        layer: "",
        // All problems, not only the first ten of a package.
        compile: &["go", "build", "-gcflags=-e", "./..."],
    },
];
