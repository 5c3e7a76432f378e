// Answers every request with success over connections that are kept, and tells its port in its first line.
// It ends with the program that started it: when its standard input does.

const http = require("http");

const server = http.createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.setHeader("Content-Type", "application/json");
    response.end('{"success":"1"}');
  });
});
server.keepAliveTimeout = 60000;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume().on("end", () => process.exit());
