// A client of the Model Context Protocol, as assistants have one: it does what standard input says, a line of JSON each,
// and prints what came of it. The first argument is the folder of the client's package, the others start the server.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [sdk, command, ...args] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(`${sdk}/dist/esm/client/${file}.js`));
const [{ Client }, { StdioClientTransport }] = await Promise.all([load("index"), load("stdio")]);

const client = new Client({ name: "test", version: "1" });
await client.connect(new StdioClientTransport({ command, args, cwd: process.cwd() }));
const about = () => ({ server: client.getServerVersion(), instructions: client.getInstructions() });
for await (const line of createInterface({ input: process.stdin })) {
  const [method, parameters] = JSON.parse(line);
  try {
    const answer = method === "about" ? about() : await client[method](parameters);
    console.log(JSON.stringify(answer));
  } catch (error) {
    console.log(JSON.stringify({ failed: error.message }));
  }
}
await client.close();
