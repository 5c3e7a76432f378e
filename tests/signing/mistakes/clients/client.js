// Prints the tokens of wrong signers in Node as JSON: name -> token.
const crypto = require("crypto");
const [key, secret, text] = process.argv.slice(2);
const value = JSON.parse(text);
const sha1 = (data, form) => crypto.createHash("sha1").update(data).digest(form || "hex");
const token = (message, own, form) => crypto.createHmac("sha256", own === undefined ? key : own).update(message).digest(form || "hex");
const ofBody = (data) => token(secret + sha1(data));
const digits = sha1(text);
console.log(JSON.stringify({
  pretty: ofBody(JSON.stringify(value, null, 4) + "\n"),
  twice: ofBody(JSON.stringify(text)),
  object: ofBody(String(value)),
  characters: ofBody(Buffer.from(text).subarray(0, text.length)),
  latin1: ofBody(Buffer.from(text, "latin1")),
  form: ofBody(new URLSearchParams({ data: text }).toString()),
  uri: ofBody(encodeURIComponent(text)),
  "base64-hash": token(secret + sha1(text, "base64")),
  "base64-token": token(secret + digits, key, "base64"),
  "base64url-token": token(secret + digits, key, "base64url"),
  "key-from-base64": token(secret + digits, Buffer.from(key, "base64")),
  swapped: token(key + digits, secret),
  undefined: token(undefined + digits),
}));
