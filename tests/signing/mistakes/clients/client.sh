# Prints the tokens of wrong signers made with openssl, one a line.
key=$1 secret=$2 text=$3
digits=$(printf %s "$text" | openssl dgst -sha1 -r | cut -d' ' -f1)
# echo adds a line feed: to the body, to the message, to the secret
body=$(echo "$text" | openssl dgst -sha1 -r | cut -d' ' -f1)
printf %s "$secret$body" | openssl dgst -sha256 -hmac "$key" -r | cut -d' ' -f1
echo "$secret$digits" | openssl dgst -sha256 -hmac "$key" -r | cut -d' ' -f1
(echo "$secret"; printf %s "$digits") | openssl dgst -sha256 -hmac "$key" -r | cut -d' ' -f1
# all that openssl prints, as the hash and as the token
printf '%s%s' "$secret" "$(printf %s "$text" | openssl dgst -sha1)" | openssl dgst -sha256 -hmac "$key" -r | cut -d' ' -f1
printf %s "$secret$digits" | openssl dgst -sha256 -hmac "$key"
printf %s "$secret$digits" | openssl dgst -sha256 -hmac "$key" -binary | openssl base64
printf %s "$secret$digits" | openssl dgst -sha256 -r | cut -d' ' -f1
