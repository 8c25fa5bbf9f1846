package provider

import (
	"slices"
	"strings"
)

// Remedy returns what a Terraform user can do about a published error code, ""
// for a code in none of the tables. The error-code guide prints it too.
func Remedy(code string) string {
	for _, r := range remedies {
		if slices.Contains(strings.Fields(r.codes), code) {
			return r.text
		}
	}
	return ""
}

// remedies holds every code of [livestation.Codes] once: the gateway's first,
// then Live Station's. What the message of a code says already is not repeated.
var remedies = [...]struct{ codes, text string }{
	{
		"100",
		"The gateway wants HTTPS, UTF-8 and a well-formed request, and the provider sends that: something on the way changes requests. Check endpoint in the provider block (or LIVESTATION_ENDPOINT), and HTTPS_PROXY if requests go through a proxy.",
	},
	{
		"200",
		"Usually it is one of four things: an access key that does not exist, was deleted or is switched off; a secret key that belongs to another access key; a proxy that changes the path on its way, which is signed; or a clock that is more than 5 minutes off. Check access_key and secret_key in the provider block (or NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY, or the profile) against the NAVER Cloud portal (My Page > Manage Auth Key, or Sub Account).",
	},
	{
		"210 230 250006 250015 250017",
		"Check that the keys belong to the account meant. If they are a sub account's, attach the policy NCP_LIVE_STATION_VIEWER to it (to read) or NCP_LIVE_STATION_MANAGER (to read and change), and let it use the API gateway, in Sub Account of the NAVER Cloud console.",
	},
	{
		"300",
		"The gateway knows no API at this method and path. Check endpoint in the provider block (or LIVESTATION_ENDPOINT): it is the host without /api/v2. If it is right, look for a newer version of the provider.",
	},
	{
		"400",
		"The quota is counted over time and for the account as a whole. Wait until it is renewed, or ask NAVER Cloud support for a higher one. Other programs that use the same account count too.",
	},
	{
		"410 420",
		"Wait a minute and run Terraform again, with fewer requests at once (terraform plan -parallelism=2). Other programs that use the same account count too.",
	},
	{
		"430",
		"What the provider sends is far below the gateway's limit, so a proxy on the way adds to it, in headers for instance. Check HTTPS_PROXY, and if it stays, report it with the trace ID.",
	},
	{
		"500 510",
		"The API gateway accepted the request and Live Station behind it did not answer. Run Terraform again in a few minutes. If it stays, look for an incident in the NAVER Cloud portal and give the trace ID to NAVER Cloud support.",
	},
	{
		"900 250000 250016",
		"The failure is inside the service, and nothing in the configuration causes it. Run Terraform again in a few minutes. If it stays, give the trace ID to NAVER Cloud support.",
	},
	{
		"250008",
		"Live Station gives no reason. Run Terraform again in a few minutes. If it stays, give the trace ID to NAVER Cloud support.",
	},
	{
		"250001",
		"Live Station gives the reason in the message alone: do what it asks for. If it asks for nothing, give the trace ID to NAVER Cloud support.",
	},
	{
		"250002 250011 250021",
		"The message says which value is meant. If it comes from the configuration, correct it there: the provider sends what the configuration holds, and region as the region code. If it does not, report it with the lines above as a bug in the provider.",
	},
	{
		"250014",
		"The message does not say which value is meant. Check what the configuration sends to Live Station: region in the provider block, and for a registration the URL and the channel ID. If they are right, give the trace ID to NAVER Cloud support.",
	},
	{
		"250003",
		"The provider sends every header that Live Station requires, so something on the way drops one: many proxies drop names with an underscore, such as x-ncp-region_code. Check HTTPS_PROXY, and endpoint in the provider block (or LIVESTATION_ENDPOINT).",
	},
	{
		"250004",
		"The message says what is meant. If it is the callback endpoint, none is registered: register one in Live Station. If it is the account or the service, check that the keys belong to the account meant, that Live Station is in use there, and region in the provider block (or NCLOUD_REGION).",
	},
	{
		"250005",
		"The message says what is meant. Check that Live Station is in use in this account and region, and run Terraform again in a few minutes. If it stays, give the trace ID to NAVER Cloud support.",
	},
	{
		"250007 250009",
		"Live Station could not use another system that it depends on. Run Terraform again in a few minutes. If it stays, give the trace ID to NAVER Cloud support.",
	},
	{
		"250010",
		"Attach the policy NCP_LIVE_STATION_VIEWER (to read) or NCP_LIVE_STATION_MANAGER (to read and change) to the sub account that owns this access key, in Sub Account of the NAVER Cloud console, or use the keys of an account that has it.",
	},
	{
		"250012 250018",
		"The provider sends requests in the form that the vendor's pages describe, so a proxy may have changed this one: check HTTPS_PROXY, and endpoint in the provider block (or LIVESTATION_ENDPOINT). If neither is the cause, report it with the lines above as a bug in the provider.",
	},
	{
		"250013",
		"In a good answer this code means that all is well, and the provider takes it so. Here it came with a failure, and an answer that says both cannot be relied on. Run Terraform again. If it stays, give the trace ID to NAVER Cloud support.",
	},
	{
		"250019 250020",
		"Set region in the provider block (or NCLOUD_REGION) to the region of the site: KR on the public site, FKR on the financial one (site = \"fin\"). Left out, it follows the site.",
	},
	{
		"250022",
		"Live Station does not publish which callback URLs it takes. The safe form is an absolute one: https://, a host that can be reached from the Internet, and no spaces. Correct the URL that is being registered.",
	},
	{
		"250100 250123 250131",
		"Check the channel ID in the Live Station console (ls-, 14 digits, -, 5 letters or digits), and that the keys and region are those of the account that owns the channel. If the channel was deleted, remove it from the configuration.",
	},
	{
		"250101 250134",
		"Start streaming to the channel, wait until its status in the Live Station console is PUBLISHING, and run Terraform again.",
	},
	{
		"250102",
		"Stop streaming to the channel, wait until its status in the Live Station console is READY, and run Terraform again.",
	},
	{
		"250103",
		"Stream to the channel once, then run Terraform again.",
	},
	{
		"250104",
		"Give the channel a name of 3 to 20 characters, \"_\" being the one special character allowed. The name is set where the channel is managed: this provider does not manage channels.",
	},
	{
		"250105 250106",
		"Look at the channel in the Live Station console: its status and its CDN's. Try again there, and if it stays, give the trace ID to NAVER Cloud support.",
	},
	{
		"250107 250124",
		"Look at the channel's CDN in the console. Start it, or wait until its status is RUNNING, and run Terraform again.",
	},
	{
		"250140",
		"Look at the CDN that was chosen for the new channel. Start it, or wait until its status is RUNNING, then create the channel where channels are managed: this provider does not manage them.",
	},
	{
		"250108",
		"Set the secure token in the console of the channel's CDN, once the CDN's status is RUNNING. This provider does not manage CDNs.",
	},
	{
		"250109",
		"Wait until the channel's CDN is no longer being created or changed, then delete the channel where it is managed. This provider manages neither.",
	},
	{
		"250113",
		"Return the channel's CDN first, then the channel, where they are managed. This provider manages neither.",
	},
	{
		"250110",
		"The message says why. Correct it where the channel is created: this provider does not manage channels.",
	},
	{
		"250111 250112",
		"The notification is set in the Live Station console. Check its type and whom it goes to there: this provider does not manage notifications.",
	},
	{
		"250114 250125",
		"Look at the channel in the Live Station console. Stop what it is doing, wait until its status is READY, and try again.",
	},
	{
		"250115 250121 250133",
		"Switch DVR on for the channel (useDvr) in the Live Station console. This provider does not manage it.",
	},
	{
		"250116 250118 250119 250120 250142 250143 250506 250600",
		"The code belongs to a call that this provider does not make: the message says what such a request must hold. Seen in Terraform, report it with the lines above, to NAVER Cloud support with the trace ID or as a bug in the provider.",
	},
	{
		"250122 250138",
		"Set the length of the time machine (timemachineMin) to 360 minutes where the channel is managed: this provider does not manage channels.",
	},
	{
		"250126 250128",
		"Choose as many target platforms as the re-stream channel's plan allows, in the Live Station console: 1 to 5 for a professional plan, 1 to 3 for a standard one.",
	},
	{
		"250127",
		"Choose the plan, professional or standard, where the re-stream channel is managed: this provider does not manage channels.",
	},
	{
		"250129",
		"Correct the RTMP URL of the re-stream channel's target (rtmp://HOST/APP) in the Live Station console. This provider does not manage targets.",
	},
	{
		"250130",
		"Choose one of the targets that the message lists, in the Live Station console. This provider does not manage targets.",
	},
	{
		"250135 250136",
		"A recording is running: leave it, or stop it in the Live Station console before another is started. This provider does not manage recordings.",
	},
	{
		"250137 250141",
		"Start recording the channel in the Live Station console, and run Terraform again. This provider does not manage recordings.",
	},
	{
		"250139",
		"Switch DVR (useDvr) on for the channel or immediate on-air (immediateOnair) off, where the channel is managed: this provider does not manage channels.",
	},
	{
		"250300 250301",
		"Check in the Live Station console that the quality or quality set still exists in this account and region, and choose another for the channel if it does not. This provider does not manage quality sets.",
	},
	{
		"250303 250305 250311 250374",
		"What belongs to the system cannot be changed or deleted. Make a quality set of your own in the Live Station console and use that. This provider does not manage quality sets.",
	},
	{
		"250304",
		"Check in the NAVER Cloud portal that the account of these keys is active and uses Live Station, then the keys themselves: access_key and secret_key in the provider block (or NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY). If they are right, give the trace ID to NAVER Cloud support.",
	},
	{
		"250306",
		"Find out in the Live Station console what still uses the resource, a channel for instance, and take it out of use there first.",
	},
	{
		"250302 250307 250309 250312 250313 250314 250315 250316 250321 250322 250323 250324 250325 250327 250328 250333" + " " +
			"250334 250335 250336 250337 250338 250339 250341 250342 250343 250351 250353 250354 250355 250356 250357 250358" + " " +
			"250359 250360 250361 250362 250363 250364 250365 250366 250367 250368 250370 250372 250373 250375 250376 250377" + " " +
			"250378",
		"The message says what a setting of the quality set or the channel must be. Correct it where that is managed, in the Live Station console for instance: this provider manages neither, so no change of the Terraform configuration helps.",
	},
	{
		"250344 250345",
		"Which key or header is meant is not published, and this provider makes no call that should be answered so. Give the trace ID to NAVER Cloud support.",
	},
	{
		"250348",
		"The provider sends the content type application/json with every request, so something on the way drops or changes it. Check HTTPS_PROXY, and endpoint in the provider block (or LIVESTATION_ENDPOINT).",
	},
	{
		"250500 250501 250504",
		"Look for the recording's file, and its name, in the Live Station console and in Object Storage. This provider does not manage recordings.",
	},
	{
		"250502 250505",
		"Check that Object Storage is in use in this account, that its bucket exists, and that Live Station may write to it; then upload the recording again in the Live Station console. This provider does not manage recordings.",
	},
	{
		"250507",
		"Wait until the recording's status in the Live Station console is TRANSFER_READY or TRANSFER_FAIL, then upload it again there. This provider does not manage recordings.",
	},
	{
		"250700",
		"The recording is being uploaded already: wait until that has ended. This provider does not manage recordings.",
	},
	{
		"250701 250702",
		"Check the recording's ID in the Live Station console: it may have been deleted. This provider does not manage recordings.",
	},
	{
		"250703 250704 250705",
		"Choose a bucket that exists in Object Storage of this account and region, where the channel or VOD2LIVE input is managed. This provider does not manage buckets.",
	},
}
