<?php
// Prints the tokens of wrong signers in PHP as JSON: name => token.
[, $key, $secret, $text] = $argv;
$value = json_decode($text, true);
$token = fn ($message) => hash_hmac("sha256", $message, $key);
$ofBody = fn ($data) => $token($secret . sha1($data));
echo json_encode([
    "encode" => $ofBody(json_encode($value)),
    "pretty" => $ofBody(json_encode($value, JSON_PRETTY_PRINT)),
    "numeric" => $ofBody(json_encode($value, JSON_NUMERIC_CHECK)),
    "query" => $ofBody(http_build_query($value)),
    "print" => $ofBody(print_r($value, true)),
    "serialize" => $ofBody(serialize($value)),
    "gzip" => $ofBody(gzencode($text)),
    "slashes" => $ofBody(addslashes($text)),
    "raw-hash" => $token($secret . sha1($text, true)),
    "base64-token" => base64_encode(hash_hmac("sha256", $secret . sha1($text), $key, true)),
    "base64-of-hex" => base64_encode($token($secret . sha1($text))),
    "arguments" => hash_hmac("sha256", $key, $secret . sha1($text)),
]);
