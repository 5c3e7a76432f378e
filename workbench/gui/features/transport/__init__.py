"""The headers, timeouts, proxy and certificates of requests to one host."""
