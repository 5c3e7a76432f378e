// Sends as many requests as each line on standard input says, over Node's own agent with kept connections.
// Usage: node agent.js URL AT_ONCE. For each line it prints how many seconds that took.

const http = require("http");
const readline = require("readline");

const [url, atOnce] = [process.argv[2], Number(process.argv[3])];
const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });
const headers = {
  "Content-Type": "application/json",
  "Kochava-Api-Key": "5B8E2C70-4D1F-4A93-8E6A-7C1D0B9F3E52",
  "Kochava-Auth-Token": "a".repeat(64),
};

function send(body) {
  return new Promise((done, failed) => {
    const request = http.request(url, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.on("end", () => (response.statusCode === 200 ? done() : failed(new Error("no success"))));
    });
    request.on("error", failed);
    request.end(body);
  });
}

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const [count, size] = line.split(" ").map(Number);
  const body = Buffer.alloc(size, "x");
  const began = process.hrtime.bigint();
  let left = count;
  const worker = async () => {
    while (left-- > 0) await send(body);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  console.log(Number(process.hrtime.bigint() - began) / 1e9);
});
