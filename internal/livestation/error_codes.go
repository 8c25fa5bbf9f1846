package livestation

import "slices"

// A Code is one row of the published error tables.
type Code struct {
	// Source is the service that returns the code.
	Source Source
	// Code has six digits for Live Station, four for Global Edge and three for the API
	// gateway. The gateway's codes look like HTTP statuses, but are not.
	Code string
	// Kind classifies the failure. The published tables have no such column.
	Kind Kind
	// Name is the errorName that is returned with the code, "" if unknown.
	Name string
	// Message is the published response message, in which the service replaces
	// "{0}" and "{1}".
	Message string
	// Description is the published description, "" if there is none.
	Description string
	// Meaning is the summary that a user reads: a noun phrase or a plain fact,
	// at most 60 characters long with the code appended, and without a period.
	Meaning string
}

// Codes returns the published codes: the API gateway's, then those of Live
// Station, from the page Get Callback Endpoint, then those of Global Edge, from its overview.
func Codes() []Code { return slices.Clone(codes[:]) }

// LookupCode returns the published row of a code.
func LookupCode(code string) (Code, bool) {
	i := slices.IndexFunc(codes[:], func(c Code) bool { return c.Code == code })
	if i < 0 {
		return Code{}, false
	}
	return codes[i], true
}

// codes is an array of constants, so that it takes no time at startup:
// Terraform starts the provider three times per plan.
var codes = [...]Code{
	{SourceGateway, "100", KindInvalidRequest, "", "Bad Request Exception", "", "Bad request"},
	{SourceGateway, "200", KindUnauthenticated, "", "Authentication Failed", "", "Authentication failed"},
	{SourceGateway, "210", KindPermission, "", "Permission Denied", "", "Access key not permitted to call this API"},
	{SourceGateway, "230", KindPermission, "", "Forbidden", "", "Access forbidden by the API gateway"},
	{SourceGateway, "300", KindNotFound, "", "Not Found Exception", "", "API not found"},
	{SourceGateway, "400", KindThrottled, "", "Quota Exceeded", "", "API call quota exceeded"},
	{SourceGateway, "410", KindThrottled, "", "Throttle Limited", "", "API calls throttled"},
	{SourceGateway, "420", KindThrottled, "", "Rate Limited", "", "API call rate limit exceeded"},
	{SourceGateway, "430", KindInvalidRequest, "", "Request Entity Too Large", "", "Request too large"},
	{SourceGateway, "500", KindUnavailable, "", "Endpoint Error", "", "Live Station not reachable"},
	{SourceGateway, "510", KindUnavailable, "", "Endpoint Timeout", "", "Live Station response timed out"},
	{SourceGateway, "900", KindInternal, "", "Unexpected Error", "", "Unexpected API gateway error"},
	{SourceLiveStation, "250000", KindInternal, "EXCEPTION", "Unexpected error occurred.", "An error has occurred.", "Unexpected Live Station error"},
	{SourceLiveStation, "250001", KindUnknown, "CUSTOM_MESSAGE", "{0}", "An error has occurred.", "Request rejected by Live Station"},
	{SourceLiveStation, "250002", KindInvalidRequest, "INVALID_FORMAT", "{0}: invalid value.", "", "Invalid value in the request"},
	{SourceLiveStation, "250003", KindInvalidRequest, "REQUIRED_HEADER", "Missing required header.", "", "Required header missing in the request"},
	{SourceLiveStation, "250004", KindNotFound, "NOT_FOUND", "{0} not found.", "", "Requested item not found"},
	{SourceLiveStation, "250005", KindUnavailable, "NOT_AVAILABLE", "{0} not available.", "", "Required service not available"},
	{SourceLiveStation, "250006", KindPermission, "UNAUTHORIZED", "Unauthorized {0}.", "", "Request not authorized"},
	{SourceLiveStation, "250007", KindUnavailable, "CONNECTION_FAILED", "{0} connection failed.", "", "Connection failed inside Live Station"},
	{SourceLiveStation, "250008", KindInternal, "REQUEST_FAILED", "Request failed.", "", "Request failed in Live Station"},
	{SourceLiveStation, "250009", KindInternal, "THIRD_SERVER_EXCEPTION", "Third-party interface exception: {0}.", "An internal error has occurred.", "Error in a system that Live Station uses"},
	{SourceLiveStation, "250010", KindPermission, "POLICY_CHECK_FAILED", "We cannot accomplish the task as permissions are not granted for the sub account. Please modify permissions for the account through the Sub Account service.", "", "Sub account not permitted to use Live Station"},
	{SourceLiveStation, "250011", KindInvalidRequest, "NEED_VALUE", "{0} must has a valid value", "", "Required value missing in the request"},
	{SourceLiveStation, "250012", KindInvalidRequest, "JSON_PARSE_GENERAL_ERROR", "Invalid request data,please check", "", "Invalid JSON in the request"},
	{SourceLiveStation, "250013", KindUnknown, "OPEN_API_OK", "OK", "", "Failure reported with the code for success"},
	{SourceLiveStation, "250014", KindInvalidRequest, "FORMVALIDATION_FAILED", "Form validation failed", "", "Request validation failed"},
	{SourceLiveStation, "250015", KindPermission, "OPEN_API_UNAUTHORIZED", "Access denied", "", "Access denied"},
	{SourceLiveStation, "250016", KindInternal, "INTERNAL_SERVER_ERROR", "Server error", "A server error has occurred.", "Live Station server error"},
	{SourceLiveStation, "250017", KindPermission, "OPEN_API_UNAUTHORIZED", "Unauthorized", "You do not have permission on the request resource.", "No permission for the requested resource"},
	{SourceLiveStation, "250018", KindInvalidRequest, "OPEN_API_BAD_REQUEST", "Bad Request", "", "Bad request to Live Station"},
	{SourceLiveStation, "250019", KindInvalidRequest, "OPEN_API_UNSUPPORTED_REGION", "The Region {0} not support now.", "", "Region not supported"},
	{SourceLiveStation, "250020", KindInvalidRequest, "OPEN_API_INVALID_REGION_CODE", "Invalid region code {0}.", "", "Invalid region code"},
	{SourceLiveStation, "250021", KindInvalidRequest, "OPEN_API_PARAM_TYPE_ERROR", "Invalid parameter type.{0} can not convert to type {1}.", "", "Invalid parameter type"},
	{SourceLiveStation, "250022", KindInvalidRequest, "", "The url that you specified is not invalid format.", "", "Invalid URL format"},
	{SourceLiveStation, "250100", KindNotFound, "", "Channel is not found", "", "Channel not found"},
	{SourceLiveStation, "250101", KindWrongState, "", "This channel is not publishing now", "", "Channel not publishing"},
	{SourceLiveStation, "250102", KindWrongState, "", "This channel is publishing", "", "Channel is publishing"},
	{SourceLiveStation, "250103", KindWrongState, "", "This channel has never been published.", "", "Channel never published"},
	{SourceLiveStation, "250104", KindInvalidRequest, "", "Channel names can be entered with a minimum of 3 characters and a maximum of 20 characters. Special character “_” allowed.", "", "Invalid channel name"},
	{SourceLiveStation, "250105", KindInternal, "", "Start publish failed", "", "Failed to start publishing"},
	{SourceLiveStation, "250106", KindInternal, "", "Stop publish failed", "", "Failed to stop publishing"},
	{SourceLiveStation, "250107", KindWrongState, "", "This channel's CDN is not running", "", "CDN of the channel not running"},
	{SourceLiveStation, "250108", KindWrongState, "", "CDN secure token cannot set", "", "CDN secure token cannot be set"},
	{SourceLiveStation, "250109", KindWrongState, "", "If CDN status is creating or changing, channel cannot be deleted.", "", "Channel cannot be deleted while its CDN changes"},
	{SourceLiveStation, "250110", KindInvalidRequest, "", "Cannot create channel, reason: {0}", "", "Channel creation failed"},
	{SourceLiveStation, "250111", KindInvalidRequest, "", "Wrong notification type", "", "Invalid notification type"},
	{SourceLiveStation, "250112", KindWrongState, "", "Cannot configure Notification", "", "Notification cannot be configured"},
	{SourceLiveStation, "250113", KindWrongState, "", "In order to return channel, CDN must be returned first.", "", "CDN must be returned before the channel"},
	{SourceLiveStation, "250114", KindWrongState, "", "Channel can be deleted only in 'READY' state.", "", "Channel can be deleted only when READY"},
	{SourceLiveStation, "250115", KindWrongState, "", "The channel didn't set DVR", "", "DVR not enabled for the channel"},
	{SourceLiveStation, "250116", KindInvalidRequest, "", "The request did not include the required \"QualitySet\"", "", "Quality set missing in the request"},
	{SourceLiveStation, "250118", KindInvalidRequest, "", "The request did not include the required \"CDN_TYPE\"", "", "CDN type missing in the request"},
	{SourceLiveStation, "250119", KindInvalidRequest, "", "The cdnInstanceNo is needed when createCdn is false.", "", "CDN instance number missing in the request"},
	{SourceLiveStation, "250120", KindInvalidRequest, "", "The cdn type that you specified is not allowed: only \"CDN_PLUS\", \"GCDN\" is supported.", "", "Unsupported CDN type"},
	{SourceLiveStation, "250121", KindWrongState, "", "The request channel did not set useDvr.", "", "Channel does not use DVR"},
	{SourceLiveStation, "250122", KindInvalidRequest, "", "The timemachineMin should be 360.", "", "Time machine duration must be 360 minutes"},
	{SourceLiveStation, "250123", KindNotFound, "", "The specified channel Id does not exist.", "", "Channel ID not found"},
	{SourceLiveStation, "250124", KindWrongState, "", "The request does not allowed: You can get url only cdn status is \"RUNNING\"", "", "URL available only while the CDN is RUNNING"},
	{SourceLiveStation, "250125", KindWrongState, "", "The request does not allowed: You can get url only channel status is \"READY\"", "", "URL available only while the channel is READY"},
	{SourceLiveStation, "250126", KindInvalidRequest, "", "The number of professional type can not exceed 5 : targetPlatform is allowed between 1 and 5", "", "Professional plan allows 1 to 5 target platforms"},
	{SourceLiveStation, "250127", KindInvalidRequest, "", "The plan type that you specified is not allowed.", "", "Invalid plan type"},
	{SourceLiveStation, "250128", KindInvalidRequest, "", "The number of standard plan type can not exceed 3 : targetPlatform is allowed between 1 and 3", "", "Standard plan allows 1 to 3 target platforms"},
	{SourceLiveStation, "250129", KindInvalidRequest, "", "The input of rtmp url that you specified is not allowed", "", "Invalid RTMP URL"},
	{SourceLiveStation, "250130", KindInvalidRequest, "", "The restream targetName value that you specified is not allowed : [STEAM, MIXER , TWITCH , YOUNOW , USTREAM , AFREECA_TV , NAVER_TV , V_LIVE, LINE_TV , PRISM, LIVESTATION, CUSTOM] ar e supported.", "", "Unsupported re-stream target"},
	{SourceLiveStation, "250131", KindInvalidRequest, "", "The channel value that you specified is not allowed.", "", "Invalid channel value"},
	{SourceLiveStation, "250133", KindWrongState, "", "The request channel did not set useDvr", "", "Requested channel does not use DVR"},
	{SourceLiveStation, "250134", KindWrongState, "", "The request channel status is no \"PUBLISHING\"", "", "Channel status is not PUBLISHING"},
	{SourceLiveStation, "250135", KindWrongState, "", "The request does not allowed : the recording has been start already", "", "Recording already started"},
	{SourceLiveStation, "250136", KindWrongState, "", "The request does not allowed : the recording has been start already", "", "Recording already in progress"},
	{SourceLiveStation, "250137", KindWrongState, "", "The request does not allowed : the recording status is not \"TRUE\"", "", "Channel not recording"},
	{SourceLiveStation, "250138", KindInvalidRequest, "", "The param timemacineMin is needed when useDvr is true.", "", "Time machine duration required with DVR"},
	{SourceLiveStation, "250139", KindInvalidRequest, "", "The param immediateOnair should be false when useDvr is false.", "", "Immediate on-air requires DVR"},
	{SourceLiveStation, "250140", KindWrongState, "", "Cdn status should be running when create channel.", "", "CDN must be RUNNING to create a channel"},
	{SourceLiveStation, "250141", KindWrongState, "", "You can get time machine url only recording status is TRUE.", "", "Time machine URL available only while recording"},
	{SourceLiveStation, "250142", KindInvalidRequest, "", "ChannelName should not be null.", "", "Channel name missing in the request"},
	{SourceLiveStation, "250143", KindInvalidRequest, "", "The request did not include the required \"stream key\".", "", "Stream key missing in the request"},
	{SourceLiveStation, "250300", KindNotFound, "", "Quality is not found.", "", "Quality not found"},
	{SourceLiveStation, "250301", KindNotFound, "", "The qualitySetId that you specified not found.", "", "Quality set not found"},
	{SourceLiveStation, "250302", KindInvalidRequest, "", "Quality set must have only one 1080p quality.", "", "Quality set must have only one 1080p quality"},
	{SourceLiveStation, "250303", KindWrongState, "", "Delete system quality profile is not allowed.", "", "System quality profile cannot be deleted"},
	{SourceLiveStation, "250304", KindPermission, "", "Invalid user info.", "", "Invalid user information"},
	{SourceLiveStation, "250305", KindWrongState, "", "System resource cannot update", "", "System resource cannot be updated"},
	{SourceLiveStation, "250306", KindWrongState, "", "Resource is in use", "", "Resource in use"},
	{SourceLiveStation, "250307", KindInvalidRequest, "", "The segment duration value that you specified is not allowd (exceeds valid limit or wrong type) : valid value is allowed integer value between 1000 and 10000 in 500 units is supported. (unit : milliseconds )", "", "Invalid segment duration"},
	{SourceLiveStation, "250309", KindInvalidRequest, "", "The segment count value that you specified is not allowed (exceeds valid limit or wrong type): valid value is allowed integer between 2 and 10", "", "Invalid segment count"},
	{SourceLiveStation, "250311", KindWrongState, "", "Delete system quality set is not allowed.", "", "System quality set cannot be deleted"},
	{SourceLiveStation, "250312", KindInvalidRequest, "", "Only Alphabets, Numbers and Hypen are allowed. The length must be between 3 and 20 characters.", "", "Invalid characters or length in the name"},
	{SourceLiveStation, "250313", KindInvalidRequest, "", "quality size error (min:1, max:4)", "You can set 1 to 4 quality settings.", "Quality set must have 1 to 4 qualities"},
	{SourceLiveStation, "250314", KindInvalidRequest, "", "Video codec must have a value", "", "Video codec missing"},
	{SourceLiveStation, "250315", KindInvalidRequest, "", "Video codec profile must have a value", "", "Video codec profile missing"},
	{SourceLiveStation, "250316", KindInvalidRequest, "", "Video codec profile level must have a value", "", "Video codec profile level missing"},
	{SourceLiveStation, "250321", KindInvalidRequest, "", "Video bitrate must be greater than or equal to 1", "", "Video bitrate below 1"},
	{SourceLiveStation, "250322", KindInvalidRequest, "", "Video bitrate must be less than or equal to 20000000", "", "Video bitrate above 20000000"},
	{SourceLiveStation, "250323", KindInvalidRequest, "", "Video B frames must be greater than or equal to 0", "", "Video B-frames below 0"},
	{SourceLiveStation, "250324", KindInvalidRequest, "", "Video B frames must be less than or equal to 4", "", "Video B-frames above 4"},
	{SourceLiveStation, "250325", KindInvalidRequest, "", "Audio codec must have a value", "", "Audio codec missing"},
	{SourceLiveStation, "250327", KindInvalidRequest, "", "Audio sampling rate must have a value", "", "Audio sampling rate missing"},
	{SourceLiveStation, "250328", KindInvalidRequest, "", "Audio channels must have a value", "", "Audio channels missing"},
	{SourceLiveStation, "250333", KindInvalidRequest, "", "{0} Profile only when AAC", "", "Audio profile supported only with AAC"},
	{SourceLiveStation, "250334", KindInvalidRequest, "", "bFrames only 0 is available if resolution less than 409920(854*480)", "", "B-frames must be 0 below 854x480"},
	{SourceLiveStation, "250335", KindInvalidRequest, "", "bFrames only 0,1,2 are available if resolution less than 921600 (1280*720)", "", "B-frames must be 0, 1 or 2 below 1280x720"},
	{SourceLiveStation, "250336", KindInvalidRequest, "", "Video frame rate must be greater than or equal to 1", "", "Video frame rate below 1"},
	{SourceLiveStation, "250337", KindInvalidRequest, "", "Video frame rate be less than or equal to 60", "", "Video frame rate above 60"},
	{SourceLiveStation, "250338", KindInvalidRequest, "", "Audio channels must be greater than or equal to 0", "", "Audio channels below 0"},
	{SourceLiveStation, "250339", KindInvalidRequest, "", "Audio channels must be less than or equal to 8", "", "Audio channels above 8"},
	{SourceLiveStation, "250341", KindInvalidRequest, "", "Only profile 'BASELINE' available for resolution less than 921600 (1280*720)", "", "Only profile BASELINE supported below 1280x720"},
	{SourceLiveStation, "250342", KindInvalidRequest, "", "Only even integer are available for video width and height", "", "Video width and height must be even numbers"},
	{SourceLiveStation, "250343", KindInvalidRequest, "", "Interval must bigger than 0", "", "Interval must be greater than 0"},
	{SourceLiveStation, "250344", KindInvalidRequest, "", "Must input key", "", "Key missing in the request"},
	{SourceLiveStation, "250345", KindInvalidRequest, "", "Must input header", "", "Header missing in the request"},
	{SourceLiveStation, "250348", KindInvalidRequest, "", "The request did not set content-type to \"application/json\"", "", "Content type must be application/json"},
	{SourceLiveStation, "250351", KindInvalidRequest, "", "The timedmeta that you specified is not allowed: only integer \"1000\" is supported.", "", "Invalid timed metadata value"},
	{SourceLiveStation, "250353", KindInvalidRequest, "", "The audio codec that you specified is not allowed: only \"AAC\", \"MP3\" audio codec is supported.", "", "Unsupported audio codec"},
	{SourceLiveStation, "250354", KindInvalidRequest, "", "The profile value of audio codec that you specified is not allowed: only profile LC is supported.", "", "Unsupported audio codec profile"},
	{SourceLiveStation, "250355", KindInvalidRequest, "", "The audio channel value that you specified is not allowed: only audio channel value [0, 1,2,3,4,5,6,7,8] are supported", "", "Audio channels must be 0 to 8"},
	{SourceLiveStation, "250356", KindInvalidRequest, "", "The audio channel value that you specified is not allowed: only audio channel value [0, 1, 2] are supported.", "", "Audio channels must be 0, 1 or 2"},
	{SourceLiveStation, "250357", KindInvalidRequest, "", "The audio bitrate value that you specified is not allowed(exceed valid limit or wrong type): valid value is allowed integer between 16 and 320.", "", "Audio bitrate must be 16 to 320"},
	{SourceLiveStation, "250358", KindInvalidRequest, "", "The audio sampling rate that you specified is not allowed: only audio sampling rate value AAC: [8000, 11025, 12000, 16000, 22050, 24000,32000, 44100, 48000, 64000,88200,96000] are supported.", "", "Unsupported AAC sampling rate"},
	{SourceLiveStation, "250359", KindInvalidRequest, "", "The audio sampling rate that you specified is not allowed: only audio sampling rate value MP3:[8000,11025, 12000,16000,22050,24000,32000,44100,48000] are supported.", "", "Unsupported MP3 sampling rate"},
	{SourceLiveStation, "250360", KindInvalidRequest, "", "The video codec that you specified is not allowed: only \"H264\" format is supported.", "", "Unsupported video codec"},
	{SourceLiveStation, "250361", KindInvalidRequest, "", "The profile of video codec that you specified is not allowed: only profile value [BASELINE, MAIN, HIGH] are supported.", "", "Unsupported video codec profile"},
	{SourceLiveStation, "250362", KindInvalidRequest, "", "The orientation of video that you specified is not allowed: only [FIX] is supported.", "", "Unsupported video orientation"},
	{SourceLiveStation, "250363", KindInvalidRequest, "", "The profile level of video that you specified is not allowed. only [0] is supported", "", "Unsupported video profile level"},
	{SourceLiveStation, "250364", KindInvalidRequest, "", "The reference frames of video that you specified is not allowed, only [1] is supported.", "", "Unsupported number of video reference frames"},
	{SourceLiveStation, "250365", KindInvalidRequest, "", "The video bitrate value that you specified is not allowed: video bitrate value is an integer greater than 0", "", "Video bitrate must be greater than 0"},
	{SourceLiveStation, "250366", KindInvalidRequest, "", "The width of video that you specified is not allowed: only width [integer between 128 and 1920] are supported.", "", "Video width must be 128 to 1920"},
	{SourceLiveStation, "250367", KindInvalidRequest, "", "The height of video that you specified is not allowed: only height [integer between 96 and 1920] are supported.", "", "Video height must be 96 to 1920"},
	{SourceLiveStation, "250368", KindInvalidRequest, "", "The frame rate of video that you specified is not allowed : only frame rate value [10, 15, 23.97, 24, 29.97, 30, 50, 60] are supported.", "", "Unsupported video frame rate"},
	{SourceLiveStation, "250370", KindInvalidRequest, "", "The rate control of video that you specified is not allowed : only width [VBR, CBR] are supported.", "", "Unsupported video rate control"},
	{SourceLiveStation, "250372", KindInvalidRequest, "", "The request did not include the required \"video\" object", "", "Video object missing in the request"},
	{SourceLiveStation, "250373", KindInvalidRequest, "", "The request did not include the required \"audio \" object", "", "Audio object missing in the request"},
	{SourceLiveStation, "250374", KindWrongState, "", "Delete system quality profile is not allowed.", "", "Deletion of system quality profile not allowed"},
	{SourceLiveStation, "250375", KindInvalidRequest, "", "The request did not include the required \"timedMetadata\" object.(if \"enableHlsTimedMetadata\": true, timedMetadata object should be included.)", "", "Timed metadata object missing in the request"},
	{SourceLiveStation, "250376", KindInvalidRequest, "", "The timedmeta that you specified of key is not allowed: only \"utc\" is supported.", "", "Unsupported timed metadata key"},
	{SourceLiveStation, "250377", KindInvalidRequest, "", "The request did not include the required \"enableHlsTimedMeta\"", "", "HLS timed metadata setting missing in the request"},
	{SourceLiveStation, "250378", KindInvalidRequest, "", "The request do not include the required \"audio bitrate\"", "", "Audio bitrate missing in the request"},
	{SourceLiveStation, "250500", KindInvalidRequest, "", "Record filename is not valid : {0}", "", "Invalid recording file name"},
	{SourceLiveStation, "250501", KindNotFound, "", "Record filename is not found : {0}", "", "Recording file not found"},
	{SourceLiveStation, "250502", KindInternal, "", "Record file upload error", "", "Recording upload failed"},
	{SourceLiveStation, "250504", KindWrongState, "", "Can not delete Record file: {0}", "", "Recording file cannot be deleted"},
	{SourceLiveStation, "250505", KindPermission, "", "Can't get objectStorage's access oAuth", "Failed to acquire access to Object Storage.", "No access to Object Storage"},
	{SourceLiveStation, "250506", KindInvalidRequest, "", "ChannelId param should not be null when get record list.", "The ChannelID parameter is required.", "Channel ID missing in the request"},
	{SourceLiveStation, "250507", KindWrongState, "", "Record status should be TRANSFER_READY or TRANSFER_FAIL when upload.", "The recording file is not in an uploadable state. It allows TRANSFER_READY, TRANSFER_FAIL status", "Recording not ready for upload"},
	{SourceLiveStation, "250600", KindInvalidRequest, "", "Number must bigger than or equal to 1", "", "Number must be at least 1"},
	{SourceLiveStation, "250700", KindWrongState, "", "The record id has been requested already.", "", "Recording already requested"},
	{SourceLiveStation, "250701", KindNotFound, "", "The record id that you request upload does not exist.", "", "Recording to upload not found"},
	{SourceLiveStation, "250702", KindNotFound, "", "The record id does not exist.", "", "Recording not found"},
	{SourceLiveStation, "250703", KindInvalidRequest, "", "The input bucket name that you specified is not allowed.", "", "Invalid input bucket name"},
	{SourceLiveStation, "250704", KindInvalidRequest, "", "The output bucket name that you specified is not allowed.", "", "Invalid output bucket name"},
	{SourceLiveStation, "250705", KindNotFound, "", "The input bucket name doesn't exist.", "", "Input bucket not found"},
	{SourceGlobalEdge, "0032", KindPermission, "", "허용되지 않은 요청입니다.", "", "Access key not permitted to read Global Edge"},
	{SourceGlobalEdge, "0040", KindInvalidRequest, "", "Field validation Error", "", "Request rejected by Global Edge"},
	{SourceGlobalEdge, "0101", KindInvalidRequest, "", "동일한 이름의 Profile이 있습니다.", "", "Profile name not unique"},
	{SourceGlobalEdge, "0102", KindWrongState, "", "더 이상 Profile을 생성할 수 없습니다.", "", "No more profiles allowed"},
	{SourceGlobalEdge, "0250", KindWrongState, "", "재가동하려는 Edge 중 정지 상태가 아닌 인스턴스가 포함되어 있습니다.", "", "Edge not stopped"},
	{SourceGlobalEdge, "9999", KindInternal, "", "Unknown Error", "", "Unexpected Global Edge error"},
}
