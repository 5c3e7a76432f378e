// A client that does what Kochava's documented Node sample does: stringify, escape slashes, hash, send exactly that.
// Usage: node node_client.js URL API_KEY SECRET FILE   (prints the status and the answer)
'use strict';

const {createHash, createHmac} = require('node:crypto');
const {readFileSync} = require('node:fs');
const {request} = require('node:http');

const [url, apiKey, secret, file] = process.argv.slice(2);
const wire = Buffer.from(JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))).split('/').join('\\/'), 'utf8');
const digits = createHash('sha1').update(wire).digest('hex');
const token = createHmac('sha256', apiKey).update(secret + digits).digest('hex');

const outgoing = request(url, {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',
    'Content-Length': wire.length,
    'Kochava-Auth-Token': token,
    'Kochava-Api-Key': apiKey,
  },
}, (answer) => {
  const parts = [];
  answer.on('data', (part) => parts.push(part));
  answer.on('end', () => process.stdout.write(`${answer.statusCode}\n${Buffer.concat(parts)}`));
});
outgoing.end(wire);
