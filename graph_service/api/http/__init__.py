"""HTTP around it: addresses, who asks, whose host, security headers, problem details."""
