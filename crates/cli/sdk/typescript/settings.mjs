// Node.js resolves imports with their extensions only.
export default { input: "../openapi.json", output: { path: "src", module: { extension: ".js" } } };
