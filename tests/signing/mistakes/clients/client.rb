# Prints the tokens of wrong signers in Ruby as JSON: name => token.
require "json"
require "openssl"
require "base64"

KEY, SECRET, TEXT = ARGV
VALUE = JSON.parse(TEXT)

def token(message, key = KEY)
  OpenSSL::HMAC.hexdigest("SHA256", key, message)
end

def of_body(text)
  token(SECRET + OpenSSL::Digest::SHA1.hexdigest(text))
end

digits = OpenSSL::Digest::SHA1.hexdigest(TEXT)
puts JSON.generate(
  "pretty" => of_body(JSON.pretty_generate(VALUE)),
  "pretty-sorted" => of_body(JSON.pretty_generate(VALUE.sort.to_h)),
  "inspect" => of_body(VALUE.inspect),
  "sorted" => of_body(JSON.generate(VALUE.sort.to_h)),
  "twice" => of_body(JSON.generate(TEXT)),
  "data" => of_body(JSON.generate(VALUE["data"])),
  "puts" => of_body(TEXT + "\n"),
  "base64-hash" => token(SECRET + Base64.encode64(OpenSSL::Digest::SHA1.digest(TEXT))),
  "base64-token" => Base64.encode64(OpenSSL::HMAC.digest("SHA256", KEY, SECRET + digits)),
  "swapped" => token(KEY + digits, SECRET),
  "upper" => token(SECRET + digits.upcase),
  "strict-base64-key" => token(SECRET + digits, Base64.strict_encode64(KEY)),
  "after" => token(digits + SECRET)
)
