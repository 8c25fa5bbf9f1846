package provider

const checkEndpointAndProxy = "Check `endpoint` in the provider block (or LIVESTATION_ENDPOINT), and HTTPS_PROXY if you use a proxy."

func Advice(code string) string { return Remedy(code) }
