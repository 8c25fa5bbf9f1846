package provider

import (
	"slices"
	"strings"
)

// Advice returns what a Terraform user can do about a published error code, ""
// for an unpublished one. The guide to the error codes contains it too.
//
// A diagnostic shows it above the response's message and trace ID. Terraform
// wraps its paragraphs, but keeps lines that begin with spaces, such as the
// items of a list ("  - item").
func Advice(code string) string {
	for _, entry := range adviceTable {
		if slices.Contains(strings.Fields(entry.codes), code) {
			return entry.text
		}
	}
	return ""
}

const (
	checkEndpointAndProxy = "Check endpoint in the provider block (or LIVESTATION_ENDPOINT), and HTTPS_PROXY if you use a proxy."

	// regionHeaderRemoved ends the advice for errors about the region, which is
	// sent in a header.
	regionHeaderRemoved = "a proxy may have removed or changed the header x-ncp-region_code: nginx removes headers with underscores by default."

	// clockCause is one of the causes, unless the response shows that the clock is right.
	clockCause = "  - The clock is more than 5 minutes off: synchronize it (NTP)."

	unusedRequest = "Follow the message below. It belongs to a request that this provider doesn't make, so changing the Terraform configuration probably doesn't help. If the error persists, report it as a bug in the provider, with the lines below."
)

// adviceTable lists each code of [livestation.Codes] once.
var adviceTable = [...]struct{ codes, text string }{
	{
		"100 250012 250018 250348",
		checkEndpointAndProxy + " A proxy probably modified the request. If the error persists, report it as a bug in the provider, with the lines below.",
	},
	{
		"200",
		"Compare access_key and secret_key in the provider block (or NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY, or the profile) with the keys in the NAVER Cloud portal (My Page > Manage Auth Key, or Sub Account). Common causes:\n" +
			"  - The access key is deleted or disabled: check its status in the portal.\n" +
			"  - The secret key belongs to another access key: copy both keys again.\n" +
			"  - A proxy changes the path of the request: check HTTPS_PROXY and endpoint.\n" +
			clockCause,
	},
	{
		"210 230 250006 250015 250017",
		"Check that the access key belongs to the intended account. If it belongs to a sub account, set its permissions (NAVER Cloud console > Sub Account):\n" +
			"  - Attach NCP_LIVE_STATION_VIEWER (read) or NCP_LIVE_STATION_MANAGER\n" +
			"    (read and write).\n" +
			"  - Allow access through the API gateway.",
	},
	{
		"250010",
		"Attach NCP_LIVE_STATION_VIEWER (read) or NCP_LIVE_STATION_MANAGER (read and write) to the sub account that owns this access key (NAVER Cloud console > Sub Account), or use the keys of an account that has one of them.",
	},
	{
		"300",
		checkEndpointAndProxy + " Don't include a path such as /api/v2 in endpoint. If the error persists, look for a newer version of the provider.",
	},
	{
		"400",
		"Wait until the quota resets, or request a higher quota from NAVER Cloud support. All programs that use this account share its quota.",
	},
	{
		"410 420",
		"Wait a minute, then run Terraform again with fewer concurrent requests (option -parallelism=2). All programs that use this account share its limit.",
	},
	{
		"430",
		"Check HTTPS_PROXY if you use a proxy, because it may add headers to the request: the provider's own requests are small. If the error persists, give the trace ID to NAVER Cloud support.",
	},
	{
		"500 510 900 250000 250007 250008 250009 250016",
		"Run Terraform again in a few minutes. If the error persists, check the NAVER Cloud portal for an incident, and give the trace ID to NAVER Cloud support.",
	},
	{
		"250001",
		"Follow the message below, which is the only description of this error. If it doesn't help, give the trace ID to NAVER Cloud support.",
	},
	{
		"250002 250011 250021",
		"Correct the value that the message below names, if it is in the configuration. Otherwise, report the error as a bug in the provider, with the lines below.",
	},
	{
		"250014",
		"Check region in the provider block (or NCLOUD_REGION) and the resource's channel_id, channel_type and callback_url. If they are correct, give the trace ID to NAVER Cloud support.",
	},
	{
		"250003",
		checkEndpointAndProxy + " The provider sends all required headers, but " + regionHeaderRemoved,
	},
	{
		"250019 250020",
		`Set region in the provider block (or NCLOUD_REGION) to KR (site "public") or FKR (site "fin"). If it is correct, ` + regionHeaderRemoved,
	},
	{
		"250004",
		"Check what the message below names:\n" +
			"  - Callback endpoint: register one, for example with the resource\n" +
			"    livestation_callback_endpoint.\n" +
			"  - Account or service: check that the access key belongs to the intended\n" +
			"    account, and that the account uses Live Station.\n" +
			"  - Region: check region in the provider block (or NCLOUD_REGION).",
	},
	{
		"250005",
		"Run Terraform again in a few minutes. If the error persists, check in the NAVER Cloud console that this account uses Live Station in this region, and give the trace ID to NAVER Cloud support.",
	},
	{
		"250013",
		"Run Terraform again. The response contains both a failure and the code for success. If the error persists, give the trace ID to NAVER Cloud support.",
	},
	{
		"250022",
		"Correct callback_url. Live Station doesn't publish which URLs it accepts, so use one that:\n" +
			"  - begins with https://\n" +
			"  - has a host that is reachable from the Internet\n" +
			"  - contains no spaces and only ASCII characters",
	},
	{
		"250100 250123 250131",
		"Check the channel in the Live Station console:\n" +
			"  - channel_id is the ID of an existing channel, not its name. If the channel\n" +
			"    was deleted, remove it from the configuration.\n" +
			"  - channel_type is the channel's type: live, re_stream or vod2live.\n" +
			"  - The credentials and region are those of the account that owns it.",
	},
	{
		"250101 250134",
		"Start streaming to the channel, wait until its status in the Live Station console is PUBLISHING, then run Terraform again.",
	},
	{
		"250102",
		"Stop streaming to the channel, wait until its status in the Live Station console is READY, then run Terraform again.",
	},
	{
		"250103",
		"Start streaming to the channel, then run Terraform again.",
	},
	{
		"250107 250124",
		"Start the channel's CDN in the console, or wait until its status is RUNNING, then run Terraform again. Service URLs are available only while the CDN is running.",
	},
	{
		"250125",
		"Wait until the channel's status in the Live Station console is READY or PUBLISHING (a VOD2LIVE channel: RESERVED or PUBLISHING), then run Terraform again. Service URLs are available only in these states.",
	},
	{
		"250115 250121 250133",
		"Use a channel with DVR, or enable DVR for this channel in the Live Station console. Only channels with DVR have time machine URLs.",
	},
	{
		"250137 250141",
		"Start streaming to the channel and recording it in the Live Station console, then run Terraform again. Time machine URLs are available only while a channel with DVR is recording.",
	},
	{
		"250300 250301",
		"Check in the Live Station console that the quality or quality set exists, and that the credentials and region are those of the account that owns it.",
	},
	{
		"250304",
		"Check that the access key belongs to the intended account, and in the NAVER Cloud portal that this account is active and uses Live Station. If the error persists, give the trace ID to NAVER Cloud support.",
	},
	{
		"250104 250105 250106 250108 250109 250110 250111 250112 250113 250114 250116 250118 250119 250120 250122 250126" + " " +
			"250127 250128 250129 250130 250135 250136 250138 250139 250140 250142 250143 250302 250303 250305 250306 250307" + " " +
			"250309 250311 250312 250313 250314 250315 250316 250321 250322 250323 250324 250325 250327 250328 250333 250334" + " " +
			"250335 250336 250337 250338 250339 250341 250342 250343 250344 250345 250351 250353 250354 250355 250356 250357" + " " +
			"250358 250359 250360 250361 250362 250363 250364 250365 250366 250367 250368 250370 250372 250373 250374 250375" + " " +
			"250376 250377 250378 250500 250501 250502 250504 250505 250506 250507 250600 250700 250701 250702 250703 250704" + " " +
			"250705",
		unusedRequest,
	},
}
