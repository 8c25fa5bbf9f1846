package livestation

import "slices"

// A Code is one line of the published error tables.
type Code struct {
	// Source is what answers with the code.
	Source Source
	// Code is six digits for Live Station, three for the API gateway. The
	// gateway's look like HTTP statuses and are not.
	Code string
	// Kind is what sort of failure the code stands for: our own reading.
	Kind Kind
	// Name is the errorName that goes with the code, "" where none is known.
	Name string
	// Message is the published response message, "{0}" standing for what the
	// service fills in.
	Message string
	// Description is the vendor's own remark, "" where there is none.
	Description string
	// Meaning is one plain sentence without a stop: our own words.
	Meaning string
}

// Codes returns the published tables: Live Station's common error codes, from
// the page Get Callback Endpoint, and the API gateway's.
func Codes() []Code { return slices.Clone(codes[:]) }

// LookupCode returns the published line of a code.
func LookupCode(code string) (Code, bool) {
	i := slices.IndexFunc(codes[:], func(c Code) bool { return c.Code == code })
	if i < 0 {
		return Code{}, false
	}
	return codes[i], true
}

// codes is an array literal of constants, so that it costs nothing when the
// provider starts, which it does three times a plan.
var codes = [...]Code{
	{SourceGateway, "100", KindInvalidRequest, "", "Bad Request Exception", "", "The API gateway could not read the request"},
	{SourceGateway, "200", KindUnauthenticated, "", "Authentication Failed", "", "The API gateway does not accept the key, signature or timestamp"},
	{SourceGateway, "210", KindPermission, "", "Permission Denied", "", "The access key may not call this API"},
	{SourceGateway, "230", KindPermission, "", "Forbidden", "", "The API gateway forbids the request"},
	{SourceGateway, "300", KindNotFound, "", "Not Found Exception", "", "The API gateway knows no such API"},
	{SourceGateway, "400", KindThrottled, "", "Quota Exceeded", "", "The account's quota of API calls is used up"},
	{SourceGateway, "410", KindThrottled, "", "Throttle Limited", "", "The API gateway throttles the account's calls"},
	{SourceGateway, "420", KindThrottled, "", "Rate Limited", "", "Calls come faster than the API gateway allows"},
	{SourceGateway, "430", KindInvalidRequest, "", "Request Entity Too Large", "", "The request is too large for the API gateway"},
	{SourceGateway, "500", KindUnavailable, "", "Endpoint Error", "", "The API gateway could not reach Live Station"},
	{SourceGateway, "510", KindUnavailable, "", "Endpoint Timeout", "", "Live Station did not answer the API gateway in time"},
	{SourceGateway, "900", KindInternal, "", "Unexpected Error", "", "The API gateway failed unexpectedly"},
	{SourceLiveStation, "250000", KindInternal, "EXCEPTION", "Unexpected error occurred.", "An error has occurred.", "Live Station failed unexpectedly"},
	{SourceLiveStation, "250001", KindUnknown, "CUSTOM_MESSAGE", "{0}", "An error has occurred.", "Live Station refused the request for a reason of its own"},
	{SourceLiveStation, "250002", KindInvalidRequest, "INVALID_FORMAT", "{0}: invalid value.", "", "Live Station does not accept a value in the request"},
	{SourceLiveStation, "250003", KindInvalidRequest, "REQUIRED_HEADER", "Missing required header.", "", "A required header did not reach Live Station"},
	{SourceLiveStation, "250004", KindNotFound, "NOT_FOUND", "{0} not found.", "", "Live Station does not find what the request names"},
	{SourceLiveStation, "250005", KindUnavailable, "NOT_AVAILABLE", "{0} not available.", "", "Something that Live Station needs is not available"},
	{SourceLiveStation, "250006", KindPermission, "UNAUTHORIZED", "Unauthorized {0}.", "", "Live Station does not authorize the request"},
	{SourceLiveStation, "250007", KindUnavailable, "CONNECTION_FAILED", "{0} connection failed.", "", "Live Station could not connect to another system"},
	{SourceLiveStation, "250008", KindInternal, "REQUEST_FAILED", "Request failed.", "", "Live Station could not carry out the request"},
	{SourceLiveStation, "250009", KindInternal, "THIRD_SERVER_EXCEPTION", "Third-party interface exception: {0}.", "An internal error has occurred.", "A system behind Live Station failed"},
	{SourceLiveStation, "250010", KindPermission, "POLICY_CHECK_FAILED", "We cannot accomplish the task as permissions are not granted for the sub account. Please modify permissions for the account through the Sub Account service.", "", "The sub account may not use Live Station"},
	{SourceLiveStation, "250011", KindInvalidRequest, "NEED_VALUE", "{0} must has a valid value", "", "A value is missing in the request"},
	{SourceLiveStation, "250012", KindInvalidRequest, "JSON_PARSE_GENERAL_ERROR", "Invalid request data,please check", "", "Live Station could not read the request's data"},
	{SourceLiveStation, "250013", KindUnknown, "OPEN_API_OK", "OK", "", "Live Station reported OK and a failure at once"},
	{SourceLiveStation, "250014", KindInvalidRequest, "FORMVALIDATION_FAILED", "Form validation failed", "", "The request does not pass Live Station's validation"},
	{SourceLiveStation, "250015", KindPermission, "OPEN_API_UNAUTHORIZED", "Access denied", "", "Live Station denied access"},
	{SourceLiveStation, "250016", KindInternal, "INTERNAL_SERVER_ERROR", "Server error", "A server error has occurred.", "Live Station's server failed"},
	{SourceLiveStation, "250017", KindPermission, "OPEN_API_UNAUTHORIZED", "Unauthorized", "You do not have permission on the request resource.", "The access key has no permission on this resource"},
	{SourceLiveStation, "250018", KindInvalidRequest, "OPEN_API_BAD_REQUEST", "Bad Request", "", "Live Station calls the request a bad one"},
	{SourceLiveStation, "250019", KindInvalidRequest, "OPEN_API_UNSUPPORTED_REGION", "The Region {0} not support now.", "", "Live Station does not support the region"},
	{SourceLiveStation, "250020", KindInvalidRequest, "OPEN_API_INVALID_REGION_CODE", "Invalid region code {0}.", "", "Live Station does not know the region code"},
	{SourceLiveStation, "250021", KindInvalidRequest, "OPEN_API_PARAM_TYPE_ERROR", "Invalid parameter type.{0} can not convert to type {1}.", "", "A parameter of the request has the wrong type"},
	{SourceLiveStation, "250022", KindInvalidRequest, "", "The url that you specified is not invalid format.", "", "Live Station does not accept the URL"},
	{SourceLiveStation, "250100", KindNotFound, "", "Channel is not found", "", "Live Station does not find the channel"},
	{SourceLiveStation, "250101", KindWrongState, "", "This channel is not publishing now", "", "The channel is not publishing"},
	{SourceLiveStation, "250102", KindWrongState, "", "This channel is publishing", "", "The channel is publishing"},
	{SourceLiveStation, "250103", KindWrongState, "", "This channel has never been published.", "", "The channel has never been published"},
	{SourceLiveStation, "250104", KindInvalidRequest, "", "Channel names can be entered with a minimum of 3 characters and a maximum of 20 characters. Special character “_” allowed.", "", "Live Station does not accept the channel name"},
	{SourceLiveStation, "250105", KindInternal, "", "Start publish failed", "", "Live Station could not start publishing"},
	{SourceLiveStation, "250106", KindInternal, "", "Stop publish failed", "", "Live Station could not stop publishing"},
	{SourceLiveStation, "250107", KindWrongState, "", "This channel's CDN is not running", "", "The channel's CDN is not running"},
	{SourceLiveStation, "250108", KindWrongState, "", "CDN secure token cannot set", "", "The CDN's secure token cannot be set"},
	{SourceLiveStation, "250109", KindWrongState, "", "If CDN status is creating or changing, channel cannot be deleted.", "", "The channel cannot be deleted while its CDN is being created or changed"},
	{SourceLiveStation, "250110", KindInvalidRequest, "", "Cannot create channel, reason: {0}", "", "Live Station could not create the channel"},
	{SourceLiveStation, "250111", KindInvalidRequest, "", "Wrong notification type", "", "Live Station does not know the notification type"},
	{SourceLiveStation, "250112", KindWrongState, "", "Cannot configure Notification", "", "Live Station could not configure the notification"},
	{SourceLiveStation, "250113", KindWrongState, "", "In order to return channel, CDN must be returned first.", "", "The channel cannot be returned before its CDN is"},
	{SourceLiveStation, "250114", KindWrongState, "", "Channel can be deleted only in 'READY' state.", "", "The channel can be deleted only while it is READY"},
	{SourceLiveStation, "250115", KindWrongState, "", "The channel didn't set DVR", "", "The channel has no DVR"},
	{SourceLiveStation, "250116", KindInvalidRequest, "", "The request did not include the required \"QualitySet\"", "", "The request names no quality set"},
	{SourceLiveStation, "250118", KindInvalidRequest, "", "The request did not include the required \"CDN_TYPE\"", "", "The request names no CDN type"},
	{SourceLiveStation, "250119", KindInvalidRequest, "", "The cdnInstanceNo is needed when createCdn is false.", "", "The request names no CDN instance"},
	{SourceLiveStation, "250120", KindInvalidRequest, "", "The cdn type that you specified is not allowed: only \"CDN_PLUS\", \"GCDN\" is supported.", "", "Live Station does not support the CDN type"},
	{SourceLiveStation, "250121", KindWrongState, "", "The request channel did not set useDvr.", "", "The channel does not use DVR"},
	{SourceLiveStation, "250122", KindInvalidRequest, "", "The timemachineMin should be 360.", "", "Live Station does not accept the time machine's length"},
	{SourceLiveStation, "250123", KindNotFound, "", "The specified channel Id does not exist.", "", "No channel has this channel ID"},
	{SourceLiveStation, "250124", KindWrongState, "", "The request does not allowed: You can get url only cdn status is \"RUNNING\"", "", "The URL can be read only while the CDN is RUNNING"},
	{SourceLiveStation, "250125", KindWrongState, "", "The request does not allowed: You can get url only channel status is \"READY\"", "", "The URL can be read only while the channel is READY"},
	{SourceLiveStation, "250126", KindInvalidRequest, "", "The number of professional type can not exceed 5 : targetPlatform is allowed between 1 and 5", "", "A professional plan has at most 5 target platforms"},
	{SourceLiveStation, "250127", KindInvalidRequest, "", "The plan type that you specified is not allowed.", "", "Live Station does not accept the plan type"},
	{SourceLiveStation, "250128", KindInvalidRequest, "", "The number of standard plan type can not exceed 3 : targetPlatform is allowed between 1 and 3", "", "A standard plan has at most 3 target platforms"},
	{SourceLiveStation, "250129", KindInvalidRequest, "", "The input of rtmp url that you specified is not allowed", "", "Live Station does not accept the RTMP URL"},
	{SourceLiveStation, "250130", KindInvalidRequest, "", "The restream targetName value that you specified is not allowed : [STEAM, MIXER , TWITCH , YOUNOW , USTREAM , AFREECA_TV , NAVER_TV , V_LIVE, LINE_TV , PRISM, LIVESTATION, CUSTOM] ar e supported.", "", "Live Station does not support the re-stream target"},
	{SourceLiveStation, "250131", KindInvalidRequest, "", "The channel value that you specified is not allowed.", "", "Live Station does not accept the channel value"},
	{SourceLiveStation, "250133", KindWrongState, "", "The request channel did not set useDvr", "", "The requested channel does not use DVR"},
	{SourceLiveStation, "250134", KindWrongState, "", "The request channel status is no \"PUBLISHING\"", "", "The channel's status is not PUBLISHING"},
	{SourceLiveStation, "250135", KindWrongState, "", "The request does not allowed : the recording has been start already", "", "The recording has started already"},
	{SourceLiveStation, "250136", KindWrongState, "", "The request does not allowed : the recording has been start already", "", "The recording is already under way"},
	{SourceLiveStation, "250137", KindWrongState, "", "The request does not allowed : the recording status is not \"TRUE\"", "", "The channel is not recording"},
	{SourceLiveStation, "250138", KindInvalidRequest, "", "The param timemacineMin is needed when useDvr is true.", "", "DVR needs the time machine's length"},
	{SourceLiveStation, "250139", KindInvalidRequest, "", "The param immediateOnair should be false when useDvr is false.", "", "A channel without DVR cannot go on air immediately"},
	{SourceLiveStation, "250140", KindWrongState, "", "Cdn status should be running when create channel.", "", "A channel can be created only while the CDN is running"},
	{SourceLiveStation, "250141", KindWrongState, "", "You can get time machine url only recording status is TRUE.", "", "The time machine's URL can be read only while the channel is recording"},
	{SourceLiveStation, "250142", KindInvalidRequest, "", "ChannelName should not be null.", "", "The request has no channel name"},
	{SourceLiveStation, "250143", KindInvalidRequest, "", "The request did not include the required \"stream key\".", "", "The request has no stream key"},
	{SourceLiveStation, "250300", KindNotFound, "", "Quality is not found.", "", "Live Station does not find the quality"},
	{SourceLiveStation, "250301", KindNotFound, "", "The qualitySetId that you specified not found.", "", "Live Station does not find the quality set"},
	{SourceLiveStation, "250302", KindInvalidRequest, "", "Quality set must have only one 1080p quality.", "", "A quality set may have only one 1080p quality"},
	{SourceLiveStation, "250303", KindWrongState, "", "Delete system quality profile is not allowed.", "", "A system quality profile cannot be deleted"},
	{SourceLiveStation, "250304", KindPermission, "", "Invalid user info.", "", "Live Station does not accept the account's user information"},
	{SourceLiveStation, "250305", KindWrongState, "", "System resource cannot update", "", "A system resource cannot be updated"},
	{SourceLiveStation, "250306", KindWrongState, "", "Resource is in use", "", "The resource is in use"},
	{SourceLiveStation, "250307", KindInvalidRequest, "", "The segment duration value that you specified is not allowd (exceeds valid limit or wrong type) : valid value is allowed integer value between 1000 and 10000 in 500 units is supported. (unit : milliseconds )", "", "Live Station does not accept the segment duration"},
	{SourceLiveStation, "250309", KindInvalidRequest, "", "The segment count value that you specified is not allowed (exceeds valid limit or wrong type): valid value is allowed integer between 2 and 10", "", "Live Station does not accept the segment count"},
	{SourceLiveStation, "250311", KindWrongState, "", "Delete system quality set is not allowed.", "", "A system quality set cannot be deleted"},
	{SourceLiveStation, "250312", KindInvalidRequest, "", "Only Alphabets, Numbers and Hypen are allowed. The length must be between 3 and 20 characters.", "", "Live Station does not accept the name"},
	{SourceLiveStation, "250313", KindInvalidRequest, "", "quality size error (min:1, max:4)", "You can set 1 to 4 quality settings.", "A quality set has 1 to 4 qualities"},
	{SourceLiveStation, "250314", KindInvalidRequest, "", "Video codec must have a value", "", "The quality has no video codec"},
	{SourceLiveStation, "250315", KindInvalidRequest, "", "Video codec profile must have a value", "", "The quality has no video codec profile"},
	{SourceLiveStation, "250316", KindInvalidRequest, "", "Video codec profile level must have a value", "", "The quality has no video codec profile level"},
	{SourceLiveStation, "250321", KindInvalidRequest, "", "Video bitrate must be greater than or equal to 1", "", "The video bitrate is too low"},
	{SourceLiveStation, "250322", KindInvalidRequest, "", "Video bitrate must be less than or equal to 20000000", "", "The video bitrate is too high"},
	{SourceLiveStation, "250323", KindInvalidRequest, "", "Video B frames must be greater than or equal to 0", "", "The number of video B frames is negative"},
	{SourceLiveStation, "250324", KindInvalidRequest, "", "Video B frames must be less than or equal to 4", "", "The number of video B frames is too high"},
	{SourceLiveStation, "250325", KindInvalidRequest, "", "Audio codec must have a value", "", "The quality has no audio codec"},
	{SourceLiveStation, "250327", KindInvalidRequest, "", "Audio sampling rate must have a value", "", "The quality has no audio sampling rate"},
	{SourceLiveStation, "250328", KindInvalidRequest, "", "Audio channels must have a value", "", "The quality has no audio channels"},
	{SourceLiveStation, "250333", KindInvalidRequest, "", "{0} Profile only when AAC", "", "The audio profile goes with AAC only"},
	{SourceLiveStation, "250334", KindInvalidRequest, "", "bFrames only 0 is available if resolution less than 409920(854*480)", "", "A video below 854x480 has no B frames"},
	{SourceLiveStation, "250335", KindInvalidRequest, "", "bFrames only 0,1,2 are available if resolution less than 921600 (1280*720)", "", "A video below 1280x720 has at most 2 B frames"},
	{SourceLiveStation, "250336", KindInvalidRequest, "", "Video frame rate must be greater than or equal to 1", "", "The video frame rate is too low"},
	{SourceLiveStation, "250337", KindInvalidRequest, "", "Video frame rate be less than or equal to 60", "", "The video frame rate is too high"},
	{SourceLiveStation, "250338", KindInvalidRequest, "", "Audio channels must be greater than or equal to 0", "", "The number of audio channels is negative"},
	{SourceLiveStation, "250339", KindInvalidRequest, "", "Audio channels must be less than or equal to 8", "", "The number of audio channels is too high"},
	{SourceLiveStation, "250341", KindInvalidRequest, "", "Only profile 'BASELINE' available for resolution less than 921600 (1280*720)", "", "A video below 1280x720 has the profile BASELINE"},
	{SourceLiveStation, "250342", KindInvalidRequest, "", "Only even integer are available for video width and height", "", "The video's width and height are not even numbers"},
	{SourceLiveStation, "250343", KindInvalidRequest, "", "Interval must bigger than 0", "", "The interval is not above 0"},
	{SourceLiveStation, "250344", KindInvalidRequest, "", "Must input key", "", "The request misses a key"},
	{SourceLiveStation, "250345", KindInvalidRequest, "", "Must input header", "", "The request misses a header value"},
	{SourceLiveStation, "250348", KindInvalidRequest, "", "The request did not set content-type to \"application/json\"", "", "The request's content type did not reach Live Station"},
	{SourceLiveStation, "250351", KindInvalidRequest, "", "The timedmeta that you specified is not allowed: only integer \"1000\" is supported.", "", "Live Station does not accept the timed metadata"},
	{SourceLiveStation, "250353", KindInvalidRequest, "", "The audio codec that you specified is not allowed: only \"AAC\", \"MP3\" audio codec is supported.", "", "Live Station does not support the audio codec"},
	{SourceLiveStation, "250354", KindInvalidRequest, "", "The profile value of audio codec that you specified is not allowed: only profile LC is supported.", "", "Live Station does not support the audio codec's profile"},
	{SourceLiveStation, "250355", KindInvalidRequest, "", "The audio channel value that you specified is not allowed: only audio channel value [0, 1,2,3,4,5,6,7,8] are supported", "", "Live Station does not support this number of audio channels (0 to 8)"},
	{SourceLiveStation, "250356", KindInvalidRequest, "", "The audio channel value that you specified is not allowed: only audio channel value [0, 1, 2] are supported.", "", "Live Station does not support this number of audio channels (0 to 2)"},
	{SourceLiveStation, "250357", KindInvalidRequest, "", "The audio bitrate value that you specified is not allowed(exceed valid limit or wrong type): valid value is allowed integer between 16 and 320.", "", "Live Station does not accept the audio bitrate"},
	{SourceLiveStation, "250358", KindInvalidRequest, "", "The audio sampling rate that you specified is not allowed: only audio sampling rate value AAC: [8000, 11025, 12000, 16000, 22050, 24000,32000, 44100, 48000, 64000,88200,96000] are supported.", "", "Live Station does not support the AAC sampling rate"},
	{SourceLiveStation, "250359", KindInvalidRequest, "", "The audio sampling rate that you specified is not allowed: only audio sampling rate value MP3:[8000,11025, 12000,16000,22050,24000,32000,44100,48000] are supported.", "", "Live Station does not support the MP3 sampling rate"},
	{SourceLiveStation, "250360", KindInvalidRequest, "", "The video codec that you specified is not allowed: only \"H264\" format is supported.", "", "Live Station does not support the video codec"},
	{SourceLiveStation, "250361", KindInvalidRequest, "", "The profile of video codec that you specified is not allowed: only profile value [BASELINE, MAIN, HIGH] are supported.", "", "Live Station does not support the video codec's profile"},
	{SourceLiveStation, "250362", KindInvalidRequest, "", "The orientation of video that you specified is not allowed: only [FIX] is supported.", "", "Live Station does not support the video's orientation"},
	{SourceLiveStation, "250363", KindInvalidRequest, "", "The profile level of video that you specified is not allowed. only [0] is supported", "", "Live Station does not support the video's profile level"},
	{SourceLiveStation, "250364", KindInvalidRequest, "", "The reference frames of video that you specified is not allowed, only [1] is supported.", "", "Live Station does not support the video's reference frames"},
	{SourceLiveStation, "250365", KindInvalidRequest, "", "The video bitrate value that you specified is not allowed: video bitrate value is an integer greater than 0", "", "Live Station does not accept the video bitrate"},
	{SourceLiveStation, "250366", KindInvalidRequest, "", "The width of video that you specified is not allowed: only width [integer between 128 and 1920] are supported.", "", "Live Station does not accept the video's width"},
	{SourceLiveStation, "250367", KindInvalidRequest, "", "The height of video that you specified is not allowed: only height [integer between 96 and 1920] are supported.", "", "Live Station does not accept the video's height"},
	{SourceLiveStation, "250368", KindInvalidRequest, "", "The frame rate of video that you specified is not allowed : only frame rate value [10, 15, 23.97, 24, 29.97, 30, 50, 60] are supported.", "", "Live Station does not support the video's frame rate"},
	{SourceLiveStation, "250370", KindInvalidRequest, "", "The rate control of video that you specified is not allowed : only width [VBR, CBR] are supported.", "", "Live Station does not support the video's rate control"},
	{SourceLiveStation, "250372", KindInvalidRequest, "", "The request did not include the required \"video\" object", "", "The request has no video object"},
	{SourceLiveStation, "250373", KindInvalidRequest, "", "The request did not include the required \"audio \" object", "", "The request has no audio object"},
	{SourceLiveStation, "250374", KindWrongState, "", "Delete system quality profile is not allowed.", "", "The system quality profile cannot be deleted"},
	{SourceLiveStation, "250375", KindInvalidRequest, "", "The request did not include the required \"timedMetadata\" object.(if \"enableHlsTimedMetadata\": true, timedMetadata object should be included.)", "", "The request has no timed metadata object"},
	{SourceLiveStation, "250376", KindInvalidRequest, "", "The timedmeta that you specified of key is not allowed: only \"utc\" is supported.", "", "Live Station does not support the timed metadata's key"},
	{SourceLiveStation, "250377", KindInvalidRequest, "", "The request did not include the required \"enableHlsTimedMeta\"", "", "The request does not say whether HLS timed metadata is on"},
	{SourceLiveStation, "250378", KindInvalidRequest, "", "The request do not include the required \"audio bitrate\"", "", "The request has no audio bitrate"},
	{SourceLiveStation, "250500", KindInvalidRequest, "", "Record filename is not valid : {0}", "", "Live Station does not accept the recording's file name"},
	{SourceLiveStation, "250501", KindNotFound, "", "Record filename is not found : {0}", "", "Live Station does not find the recording's file"},
	{SourceLiveStation, "250502", KindInternal, "", "Record file upload error", "", "Live Station could not upload the recording"},
	{SourceLiveStation, "250504", KindWrongState, "", "Can not delete Record file: {0}", "", "Live Station could not delete the recording's file"},
	{SourceLiveStation, "250505", KindPermission, "", "Can't get objectStorage's access oAuth", "Failed to acquire access to Object Storage.", "Live Station has no access to Object Storage"},
	{SourceLiveStation, "250506", KindInvalidRequest, "", "ChannelId param should not be null when get record list.", "The ChannelID parameter is required.", "The recordings of no channel were asked for"},
	{SourceLiveStation, "250507", KindWrongState, "", "Record status should be TRANSFER_READY or TRANSFER_FAIL when upload.", "The recording file is not in an uploadable state. It allows TRANSFER_READY, TRANSFER_FAIL status", "The recording is not in a state to be uploaded"},
	{SourceLiveStation, "250600", KindInvalidRequest, "", "Number must bigger than or equal to 1", "", "A number in the request is below 1"},
	{SourceLiveStation, "250700", KindWrongState, "", "The record id has been requested already.", "", "The recording has been requested already"},
	{SourceLiveStation, "250701", KindNotFound, "", "The record id that you request upload does not exist.", "", "Live Station does not find the recording to upload"},
	{SourceLiveStation, "250702", KindNotFound, "", "The record id does not exist.", "", "Live Station does not find the recording"},
	{SourceLiveStation, "250703", KindInvalidRequest, "", "The input bucket name that you specified is not allowed.", "", "Live Station does not accept the input bucket"},
	{SourceLiveStation, "250704", KindInvalidRequest, "", "The output bucket name that you specified is not allowed.", "", "Live Station does not accept the output bucket"},
	{SourceLiveStation, "250705", KindNotFound, "", "The input bucket name doesn't exist.", "", "The input bucket does not exist"},
}
