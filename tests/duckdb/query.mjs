// Runs the statements of a file in an empty DuckDB and writes the rows of the last one as CSV. The package is looked for in the folder DUCKDB.
// usage: node query.mjs SCRIPT.sql FOUND.csv
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";

const { DuckDBInstance } = createRequire(process.env.DUCKDB + "/package.json")("@duckdb/node-api");
const [script, found] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(":memory:")).connect();
const statements = await connection.extractStatements(readFileSync(script, "utf8"));
let rows = [];
for (let i = 0; i < statements.count; i++) rows = await (await (await statements.prepare(i)).runAndReadAll()).getRows();
const cell = (value) => (value === null ? "" : `"${String(value).replaceAll('"', '""')}"`);
writeFileSync(found, rows.map((row) => row.map(cell).join(",") + "\n").join(""));
