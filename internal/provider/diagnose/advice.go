package diagnose

import (
	"slices"
	"strings"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
)

// AdviceFor returns what a Terraform user can do about a published error code, ""
// for an unpublished one. The guide to the error codes contains it too. The default is
// for codes of requests that this provider does not make.
//
// A diagnostic shows it above the response's message and trace ID. Terraform
// wraps its paragraphs, but keeps lines that begin with spaces, such as the
// items of a list ("  - item").
func AdviceFor(code string) string {
	a := adviceOf(code)
	return a.text + a.optional + a.rest
}

// An advice is the text for some codes. optional is one of the causes in it, which not every request can
// have, and rest what follows.
type advice struct{ codes, text, optional, rest string }

func adviceOf(code string) advice {
	for _, a := range adviceTable {
		if slices.Contains(strings.Fields(a.codes), code) {
			return a
		}
	}
	if _, published := livestation.LookupCode(code); published {
		return advice{text: unusedRequest}
	}
	return advice{}
}

const (
	checkEndpointAndProxy = "Check endpoint in the provider block (or LIVESTATION_ENDPOINT), and HTTPS_PROXY if you use a proxy."

	// regionHeaderRemoved ends the advice for errors about the region, which is
	// sent in a header.
	regionHeaderRemoved = "a proxy may have removed or changed the header x-ncp-region_code: nginx removes headers with underscores by default."

	// adviceEdgePermission is for all that denies a request to Global Edge. The names of its policies are not known.
	adviceEdgePermission = "Allow this access key to read Global Edge: activate Global Edge for the account in the NAVER Cloud console if it is not, and if the key belongs to a sub account, attach a policy that can view Global Edge (NAVER Cloud console > Sub Account).\n\nWithout that permission, write the CDN as numbers in cdn, or read a channel that uses it (data source livestation_channel)."

	// adviceWritePermission is that of 250010 for a write.
	adviceWritePermission = "Attach NCP_LIVE_STATION_MANAGER to the sub account that owns this access key (NAVER Cloud console > Sub Account), or use the keys of an account that has it. With NCP_LIVE_STATION_VIEWER, the key can only read."

	unusedRequest = "Follow the message below. It belongs to a request that this provider doesn't make, so changing the Terraform configuration probably doesn't help. If the error persists, report it as a bug in the provider, with the lines below."
)

// adviceTable lists a code of [livestation.Codes] at most once.
var adviceTable = [...]advice{
	{codes: "100 250012 250018 250348", text: checkEndpointAndProxy + " A proxy probably modified the request. If the error persists, report it as a bug in the provider, with the lines below."},
	{
		codes: "200",
		text: "Compare access_key and secret_key in the provider block (or NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY, or the profile) with the keys in the NAVER Cloud portal (My Page > Manage Auth Key, or Sub Account). Common causes:\n" +
			"  - The access key is deleted or disabled: check its status in the portal.\n" +
			"  - The secret key belongs to another access key: copy both keys again.\n" +
			"  - A proxy changes the path of the request: check HTTPS_PROXY and endpoint.",
		// Not if the response shows that the clock is right.
		optional: "\n  - The clock is more than 5 minutes off: synchronize it (NTP).",
	},
	{
		codes: "210",
		text: "Activate Live Station for the account in the NAVER Cloud console (Services > Media > Live Station). The service, or the use of its API, is probably not active. If it is, check:\n" +
			"  - The access key belongs to the intended account.\n" +
			"  - A sub account has NCP_LIVE_STATION_VIEWER (read) or\n" +
			"    NCP_LIVE_STATION_MANAGER (read and write), and its access to the API\n" +
			"    gateway is allowed (NAVER Cloud console > Sub Account).",
	},
	{
		codes: "230 250006 250015 250017",
		text: "Check that the access key belongs to the intended account. If it belongs to a sub account, set its permissions (NAVER Cloud console > Sub Account):\n" +
			"  - Attach NCP_LIVE_STATION_VIEWER (read) or NCP_LIVE_STATION_MANAGER\n" +
			"    (read and write).\n" +
			"  - Allow access through the API gateway.",
	},
	{codes: "250010", text: "Attach NCP_LIVE_STATION_VIEWER (read) or NCP_LIVE_STATION_MANAGER (read and write) to the sub account that owns this access key (NAVER Cloud console > Sub Account), or use the keys of an account that has one of them."},
	{codes: "300", text: checkEndpointAndProxy + " Don't include a path such as /api/v2 in endpoint. If the error persists, look for a newer version of the provider."},
	{codes: "400", text: "Wait until the quota resets, or request a higher quota from NAVER Cloud support. All programs that use this account share its quota."},
	{codes: "410 420", text: "Wait a minute, then run Terraform again with fewer concurrent requests (option -parallelism=2). All programs that use this account share its limit."},
	{codes: "430", text: "Check HTTPS_PROXY if you use a proxy, because it may add headers to the request: the provider's own requests are small. If the error persists, give the trace ID to NAVER Cloud support."},
	{codes: "500 510 900 250000 250007 250008 250009 250016 9999", text: "Run Terraform again in a few minutes. If the error persists, check the NAVER Cloud portal for an incident, and give the trace ID to NAVER Cloud support."},
	{codes: "0032", text: adviceEdgePermission},
	{codes: "0040", text: "Follow the message below. If it doesn't name a value of the configuration, report the error as a bug in the provider, with the lines below."},
	{codes: "250001", text: "Follow the message below, which is the only description of this error. If it doesn't help, give the trace ID to NAVER Cloud support."},
	{codes: "250002 250011 250021", text: "Correct the value that the message below names, if it is in the configuration. Otherwise, report the error as a bug in the provider, with the lines below."},
	{codes: "250110", text: "Follow the message below. Check the arguments of the channel, such as cdn and quality_set_id, and site and region in the provider block. If they are correct, give the trace ID to NAVER Cloud support."},
	{codes: "250014 250131", text: "Follow the message below. Check site and region in the provider block, and the arguments of the resource. If they are correct, give the trace ID to NAVER Cloud support."},
	{codes: "250003", text: checkEndpointAndProxy + " The provider sends all required headers, but " + regionHeaderRemoved},
	{codes: "250019 250020", text: `Set region in the provider block (or NCLOUD_REGION) to KR (site "public") or FKR (site "fin"). If it is correct, ` + regionHeaderRemoved},
	{
		codes: "250004",
		text: "Check what the message below names:\n" +
			"  - Callback endpoint: register one, for example with the resource\n" +
			"    livestation_callback_endpoint.\n" +
			"  - Account or service: check that the access key belongs to the intended\n" +
			"    account, and that the account uses Live Station.\n" +
			"  - Region: check region in the provider block (or NCLOUD_REGION).",
	},
	{codes: "250005", text: "Run Terraform again in a few minutes. If the error persists, check in the NAVER Cloud console that this account uses Live Station in this region, and give the trace ID to NAVER Cloud support."},
	{codes: "250013", text: "Run Terraform again. The response contains both a failure and the code for success. If the error persists, give the trace ID to NAVER Cloud support."},
	{
		codes: "250022",
		text: "Correct callback_url. Live Station doesn't publish which URLs it accepts, so use one that:\n" +
			"  - begins with https://\n" +
			"  - has a host that is reachable from the Internet\n" +
			"  - contains no spaces and only ASCII characters",
	},
	{
		codes: "250100 250123",
		text: "Check the channel in the Live Station console:\n" +
			"  - channel_id is the ID of an existing channel, not its name. If the channel\n" +
			"    was deleted, remove it from the configuration. If Terraform created it,\n" +
			"    plan again.\n",
		// Not if there is no channel_type.
		optional: "  - channel_type is the channel's type: live, re_stream or vod2live.\n",
		rest:     "  - The credentials and region are those of the account that owns it.",
	},
	{codes: "250134", text: "Start streaming to the channel, wait until its status in the Live Station console is PUBLISHING, then run Terraform again."},
	{codes: "250102", text: "Stop streaming to the channel, wait until its status in the Live Station console is READY, then run Terraform again."},
	{codes: "250101 250114", text: "Stop streaming to the channel, or resume it in the Live Station console if it is stopped. Wait until its status is READY, then run Terraform again."},
	{codes: "250109", text: "Wait until the CDN of the channel is RUNNING, then run Terraform again."},
	{codes: "250113", text: "Delete the CDN of the channel in the Global Edge console first. To keep the channel instead, use a removed block with destroy = false."},
	{codes: "250104 250142", text: "Correct channel_name: 3 to 20 characters, each a Hangul or ASCII letter, a digit or an underscore."},
	{codes: "250116 250301", text: "Use the ID of an existing quality set. The data source livestation_quality_sets lists them. If the set was deleted after this plan was made, plan again."},
	{codes: "250119 250140", text: "Check cdn: its instance_no is the instance number of an existing CDN. Start the CDN in the Global Edge console, and wait until its status is RUNNING."},
	{codes: "250118 250120 250122 250138 250343 250344 250351 250376", text: "Report this as a bug in the provider, with the lines below: the provider sets the rejected value, not the configuration."},
	{codes: "250139", text: "Set use_dvr = true, or immediate_on_air = false."},
	{codes: "250505 250703 250704 250705", text: "Check record: bucket_name is the name of an existing bucket of Object Storage in the channel's region. A sub account also needs permission for Object Storage (NAVER Cloud console > Sub Account)."},
	{codes: "250103", text: "Start streaming to the channel, then run Terraform again."},
	{codes: "250107 250124", text: "Start the channel's CDN in the console, or wait until its status is RUNNING, then run Terraform again. Service URLs are available only while the CDN is running."},
	{codes: "250125", text: "Wait until the channel is READY or PUBLISHING (a VOD2LIVE channel: RESERVED or PUBLISHING) in the Live Station console, then run Terraform again. If the status is BLOCK, resume the channel. If it is FORCE_BLOCK, contact NAVER Cloud support."},
	{codes: "250115 250121 250133", text: "Set use_dvr = true in the resource livestation_channel, or enable DVR in the Live Station console. Only channels with DVR have time machine URLs and can be recorded immediately."},
	{codes: "250137 250141", text: "Start streaming to the channel and recording it in the Live Station console, then run Terraform again. Time machine URLs are available only while a channel with DVR is recording."},
	{codes: "250300", text: "Set quality_ids to the IDs of existing qualities. The data source livestation_quality_profiles lists them."},
	{codes: "250302", text: "Remove all but one quality of 1920x1080 from quality_ids."},
	{codes: "250305 250311", text: "Stop managing the quality set, with a removed block and destroy = false. It belongs to NAVER Cloud, so it can't be changed or deleted."},
	{codes: "250306", text: "Delete the channels that use the quality set, then run Terraform again. If they were deleted a moment ago, wait a minute first. To keep the set, use a removed block with destroy = false."},
	{codes: "250307", text: "Set segment_duration to a number from 1000 to 10000, in steps of 500 (milliseconds)."},
	{codes: "250309", text: "Set segment_count to a number from 2 to 10."},
	{codes: "250312", text: "Correct name: 3 to 20 characters, each an ASCII letter, a digit or a hyphen."},
	{codes: "250313", text: "Set quality_ids to 1 to 4 IDs."},
	{codes: "250345 250375 250377", text: "Set enable_hls_timed_metadata = true and timed_metadata.header, or remove both."},
	{codes: "250304", text: "Check that the access key belongs to the intended account, and in the NAVER Cloud portal that this account is active and uses Live Station. If the error persists, give the trace ID to NAVER Cloud support."},
}
