package assumptions

// Files that several assumptions name.
const (
	callbackEndpointGo = "internal/livestation/callback_endpoint.go"
	channelGo          = "internal/livestation/channel.go"
	channelListGo      = "internal/livestation/channel_list.go"
	errorGo            = "internal/livestation/error.go"
	requestGo          = "internal/livestation/request.go"
	responseGo         = "internal/livestation/response.go"
	retryRulesGo       = "internal/livestation/retry_rules.go"
	serviceURLGo       = "internal/livestation/service_url.go"
	siteGo             = "internal/livestation/site.go"
	fakeAPIGo          = "internal/testing/fakeapi/fakeapi.go"
	fakeCallbackGo     = "internal/testing/fakeapi/callback.go"
	fakeChannelsGo     = "internal/testing/fakeapi/channels.go"
	fakeGatewayGo      = "internal/testing/fakeapi/gateway.go"
	fakeResponsesGo    = "internal/testing/fakeapi/responses.go"
	fakeServiceURLsGo  = "internal/testing/fakeapi/service_urls.go"
)

func register() []Assumption {
	return []Assumption{
		{
			ID: "A01",
			Statement: "The API gateway accepts a signature over the method, the request URI with its query, the timestamp " +
				"and the access key.",
			Origin:    SDK,
			DependsOn: "Every request with a query: lists, service URLs and quality sets.",
			IfWrong:   "Change Sign in internal/ncloud/signature.go and expectedSignature of fakeapi, each on its own.",
		},
		{
			ID:        "A02",
			Statement: "A wrong signature returns HTTP 401 with the API gateway's code 200.",
			Origin:    Published,
			DependsOn: "The kind of code 200, the advice for it, and the correction of the clock.",
			IfWrong:   "Change the row of the code in internal/livestation/error_codes.go, and authenticate of fakeapi.",
		},
		{
			ID:        "A03",
			Statement: "A timestamp that is more than 5 minutes off is rejected like a wrong signature.",
			Origin:    Inferred,
			DependsOn: "TimestampRejected, by which the client corrects an inaccurate clock and repeats the request.",
			IfWrong:   "Change TimestampRejected to the code that is returned, and authenticate of fakeapi.",
			Places:    []string{errorGo, fakeGatewayGo},
		},
		{
			ID:        "A04",
			Statement: "A timestamp that is 4 minutes old is accepted.",
			Origin:    Published,
			DependsOn: "MaxClockSkew: a smaller difference of the clocks is not corrected.",
			IfWrong:   "Change MaxClockSkew in internal/ncloud/signature.go, and maxClockSkew of fakeapi.",
			Places:    []string{errorGo},
		},
		{
			ID:        "A05",
			Statement: "A request without a region header returns HTTP 400 with code 250003.",
			Origin:    Inferred,
			DependsOn: "The client sends the header always. Only fakeapi and the advice for 250003 rely on the response.",
			IfWrong:   "Change reject of fakeapi. If the header is not required, nothing else changes.",
			Places:    []string{fakeGatewayGo},
		},
		{
			ID:        "A06",
			Statement: "A region code that does not exist, or of the other site, returns HTTP 400 with code 250019 or 250020.",
			Origin:    Inferred,
			DependsOn: "The advice for both codes, which names the arguments site and region.",
			IfWrong: "Move that advice to the code that is returned (internal/provider/advice.go), and change reject of " +
				"fakeapi.",
			Places: []string{fakeGatewayGo},
		},
		{
			ID:        "A07",
			Statement: "A path that is not part of the API returns HTTP 404 with the API gateway's code 300.",
			Origin:    Published,
			DependsOn: "The advice for code 300, which names the endpoint.",
			IfWrong:   "Move that advice to the code that is returned, and change reject of fakeapi.",
		},
		{
			ID:        "A08",
			Statement: "A channel that does not exist returns HTTP 404 with code 250100 or 250123, for each type of channel.",
			Origin:    Inferred,
			DependsOn: "IsChannelNotFound: a resource whose channel is gone is removed from the state.",
			IfWrong:   "Add the code to IsChannelNotFound. The status matters only to fakeapi.",
			Places:    []string{errorGo, fakeChannelsGo},
		},
		{
			ID:        "A09",
			Statement: "An error is an object error with an errorCode and a message.",
			Origin:    Published,
			DependsOn: "errorObject, which also accepts these fields at the top level.",
			IfWrong:   "Change errorObject in internal/livestation/response.go, and the errors of fakeapi.",
			Places:    []string{responseGo},
		},
		{
			ID:        "A10",
			Statement: "The errorCode of Live Station is a number.",
			Origin:    Inferred,
			DependsOn: "LiveStationError of fakeapi. The client reads a string too, because a published table says String.",
			IfWrong:   "Change LiveStationError of fakeapi.",
			Places:    []string{fakeResponsesGo},
		},
		{
			ID:        "A11",
			Statement: "The errorCode of the API gateway is a string of three digits.",
			Origin:    Published,
			DependsOn: "GatewayError of fakeapi, and the source of codes that are in no table.",
			IfWrong:   "Change GatewayError of fakeapi. If the code has another length, change guessSource too.",
			Places:    []string{fakeResponsesGo},
		},
		{
			ID:        "A12",
			Statement: "Only errors of Live Station have an errorName, and only errors of the API gateway have details.",
			Origin:    Inferred,
			DependsOn: "guessSource, which tells who sent a code that is in no table.",
			IfWrong:   "Remove the field from guessSource in internal/livestation/response.go.",
			Places:    []string{responseGo},
		},
		{
			ID:        "A13",
			Statement: "Every response has the header x-ncp-trace-id, errors included.",
			Origin:    Inferred,
			DependsOn: "The line \"Trace ID\" of a diagnostic, and advice that refers to it. Only a success is published " +
				"with the header.",
			IfWrong: "Word the advice without the trace ID for responses that lack it.",
			Places:  []string{requestGo},
		},
		{
			ID:        "A14",
			Statement: "Every response has a valid Date header, errors included.",
			Origin:    Inferred,
			DependsOn: "The correction of the clock and the warning about it. Only a success is published with the header.",
			IfWrong:   "Without a date, nothing can correct the clock: remove correctClock and let the advice name the clock.",
			Places:    []string{errorGo},
		},
		{
			ID:        "A15",
			Statement: "Every response has the content type application/json, errors included.",
			Origin:    Inferred,
			DependsOn: "isJSON rejects a success of another type. Errors are read whatever their type. Only a success is " +
				"published with the header.",
			IfWrong: "Accept the type in isJSON in internal/livestation/response.go.",
			Places:  []string{responseGo},
		},
		{
			ID: "A16",
			Statement: "If a default endpoint is registered, Get Callback Endpoint returns HTTP 200 with its URL as " +
				"content.callbackUrl.",
			Origin:    Published,
			DependsOn: "callbackEndpointBody.",
			IfWrong:   "Change callbackEndpointBody, and getCallbackEndpoint of fakeapi.",
		},
		{
			ID: "A17",
			Statement: "If no default endpoint is registered, Get Callback Endpoint returns HTTP 200 with content that is " +
				"null, empty or absent, " +
				"or with a callbackUrl that is null, \"\" or absent.",
			Origin:    Inferred,
			DependsOn: "callbackEndpointBody: any other response is an error, and never \"none\".",
			IfWrong: "Accept the response in callbackEndpointBody or, for an error, in GetCallbackEndpoint. Change the " +
				"new Server of fakeapi.",
			Places: []string{callbackEndpointGo, fakeCallbackGo},
		},
		{
			ID:        "A18",
			Statement: "The lists of all three types of channels return HTTP 200 with a list of objects as content.",
			Origin:    Published,
			DependsOn: "channelListBody.",
			IfWrong:   "Change channelListBody, and listChannels of fakeapi.",
		},
		{
			ID:        "A19",
			Statement: "Every page of a list has a total: the number of channels of the whole list, as a number.",
			Origin:    Published,
			DependsOn: "The end of a list, and the check that it did not change while it was read. A string is accepted too.",
			IfWrong: "Without a total, the client reads until a page is empty. If total counts something else, ignore it " +
				"in channelListBody.",
		},
		{
			ID:        "A20",
			Statement: "A page past the end of a list returns HTTP 200 with an empty list.",
			Origin:    Inferred,
			DependsOn: "The end of a list without a total.",
			IfWrong:   "Treat the response as the end of the list in listing.read, and change listChannels of fakeapi.",
			Places:    []string{channelListGo, fakeChannelsGo},
		},
		{
			ID:        "A21",
			Statement: "A page has as many channels as pageSizeNo, and 100 is accepted.",
			Origin:    Published,
			DependsOn: "pageSize in internal/livestation/channel_list.go.",
			IfWrong:   "Change pageSize.",
			Places:    []string{channelListGo},
		},
		{
			ID:        "A22",
			Statement: "A pageSizeNo of 101 returns HTTP 400 with a code for an invalid request, such as 250002.",
			Origin:    Inferred,
			DependsOn: "Only fakeapi: the client requests 100.",
			IfWrong:   "Change listChannels of fakeapi. If more is accepted, consider a larger pageSize.",
			Places:    []string{fakeChannelsGo},
		},
		{
			ID:        "A23",
			Statement: "A channelId is a string of 1 to 128 letters, digits, hyphens and underscores.",
			Origin:    Inferred,
			DependsOn: "channelIDPattern, which rejects other IDs, because an ID is part of request paths.",
			IfWrong:   "Change channelIDPattern and channelIDValidator.",
			Places:    []string{channelGo, "internal/provider/channel.go"},
		},
		{
			ID: "A24",
			Statement: "A channel has the strings channelName and channelStatus. Its other fields have the published " +
				"types, or are null or absent.",
			Origin:    Published,
			DependsOn: "The types of channelContent and ChannelDetails, which accept strings for numbers and booleans.",
			IfWrong:   "Change the type of the field, and the object in fakeapi/channel_objects.go.",
		},
		{
			ID:        "A25",
			Statement: "A channelStatus is one of the published values.",
			Origin:    Published,
			DependsOn: "channelStatuses, by which the provider warns about an unknown status, and IsDeleted.",
			IfWrong:   "Add the value to channelStatuses in internal/provider/channel.go.",
		},
		{
			ID:        "A26",
			Statement: "Get Channel Information returns HTTP 200 with the channel as the object content.",
			Origin:    Published,
			DependsOn: "channelBody, which requires the requested channelId in it.",
			IfWrong:   "Change channelBody, and getChannel of fakeapi.",
		},
		{
			ID:        "A27",
			Statement: "The callbackEndpoint of a channel is its URL, or null, \"\" or absent if it has none.",
			Origin:    Inferred,
			DependsOn: "Channel.CallbackURL, and so which endpoint receives a channel's events.",
			IfWrong:   "Decode the value as \"\" in callbackURLText, and change commonObject of fakeapi.",
			Places:    []string{channelGo, "internal/testing/fakeapi/channel_objects.go"},
		},
		{
			ID:        "A28",
			Statement: "Get Channel Information of a live channel returns its streamKey, a string that is not empty.",
			Origin:    Published,
			DependsOn: "The ephemeral resource of a stream key.",
			IfWrong:   "Change streamKeysContent in internal/livestation/stream_key.go.",
		},
		{
			ID:        "A29",
			Statement: "The parameters id and channelName of a list match in part.",
			Origin:    Published,
			DependsOn: "The filters of the data sources of channels.",
			IfWrong:   "Change the descriptions of the arguments, and findAll of fakeapi.",
		},
		{
			ID:        "A30",
			Statement: "Service URLs are a list content of objects, each with the strings name and url.",
			Origin:    Published,
			DependsOn: "serviceURLsBody.",
			IfWrong:   "Change ServiceURL in internal/livestation/service_url.go, and getServiceURLs of fakeapi.",
			Places:    []string{serviceURLGo},
		},
		{
			ID:        "A31",
			Statement: "A live channel that was not deleted has service URLs of the type THUMBNAIL at any time.",
			Origin:    Published,
			DependsOn: "Only fakeapi, and the documentation of livestation_service_urls.",
			IfWrong:   "Change rejectServiceURLs of fakeapi, and the advice for the code that is returned.",
		},
		{
			ID:        "A32",
			Statement: "Quality sets are a list content of objects, each with the number id and the string name.",
			Origin:    Published,
			DependsOn: "qualitySetsBody.",
			IfWrong:   "Change QualitySet in internal/livestation/quality_set.go, and the objects of fakeapi.",
		},
		{
			ID:        "A33",
			Statement: "A page of 100 channels takes less than 1 MiB.",
			Origin:    Inferred,
			DependsOn: "MaxResponseSize: a larger response is an error.",
			IfWrong:   "Increase MaxResponseSize, or decrease pageSize.",
			Places:    []string{responseGo},
		},
		{
			ID:        "A34",
			Statement: "On the financial site, the path prefix of callbacks is that of channels.",
			Origin:    Inferred,
			DependsOn: "FinancialSite. The vendor publishes the prefix on the pages of channels only.",
			IfWrong:   "Give the operations of callbacks another prefix.",
			Places:    []string{siteGo},
		},
		{
			ID:        "A35",
			Statement: "Registering the registered default endpoint again returns HTTP 200 with its URL as content.callbackUrl.",
			Origin:    Inferred,
			DependsOn: "SetCallbackEndpoint, which accepts this response or an empty one.",
			IfWrong:   "Change SetCallbackEndpoint, and setCallbackEndpoint of fakeapi.",
			Places:    []string{callbackEndpointGo},
		},
		{
			ID: "A36",
			Statement: "Registering a channel's registered endpoint again returns HTTP 200 with the channel as the object " +
				"content.",
			Origin:    Published,
			DependsOn: "SetChannelCallbackEndpoint, which accepts this response or an empty one.",
			IfWrong:   "Change SetChannelCallbackEndpoint, and setChannelCallbackEndpoint of fakeapi.",
		},
		{
			ID:         "A37",
			Statement:  "In a response with a 2xx status, an error object is an error, except with the code 250013 (OK).",
			Origin:     Inferred,
			DependsOn:  "apiError.",
			IfWrong:    "Change apiError in internal/livestation/response.go.",
			Places:     []string{responseGo},
			NotChecked: "No read-only request is known to cause such a response.",
		},
		{
			ID: "A38",
			Statement: "The API gateway checks the path first, then the signature. Live Station then checks the region, " +
				"the content type, " +
				"the parameters and the permission, in this order.",
			Origin:     Inferred,
			DependsOn:  "Only reject of fakeapi, for requests with two mistakes.",
			IfWrong:    "Change the order in reject of fakeapi.",
			Places:     []string{fakeGatewayGo, fakeAPIGo},
			NotChecked: "The provider does not depend on it.",
		},
		{
			ID: "A39",
			Statement: "Errors of Live Station have the HTTP status of their cause: 403 without permission, 404 for a " +
				"channel that does not " +
				"exist, and 400 for another mistake in the request.",
			Origin:    Inferred,
			DependsOn: "Only fakeapi and examples in the documentation: the client uses the code and not the status.",
			IfWrong:   "Change the statuses in fakeapi, and in the examples.",
			Places:    []string{fakeGatewayGo, fakeServiceURLsGo, fakeAPIGo},
		},
		{
			ID: "A40",
			Statement: "A callback URL is an http or https URL with a host, of at most 8192 characters. For any other, " +
				"Live Station returns 250022.",
			Origin:     Inferred,
			DependsOn:  "MaxCallbackURL, and the validation of callback_url.",
			IfWrong:    "Change MaxCallbackURL or the validator, and parseURL of fakeapi.",
			Places:     []string{callbackEndpointGo, fakeCallbackGo},
			NotChecked: "It requires registering other URLs.",
		},
		{
			ID: "A41",
			Statement: "Live Station has not acted on a POST that it, or the API gateway, rejects with a code for too " +
				"many requests.",
			Origin:     Inferred,
			DependsOn:  "responseRetryReason, which repeats such a POST.",
			IfWrong:    "Repeat only GET requests in responseRetryReason.",
			Places:     []string{retryRulesGo},
			NotChecked: "It requires too many requests.",
		},
		{
			ID: "A42",
			Statement: "Of the codes 250124 and 250125, Live Station returns the first if the CDN does not run, else the " +
				"second.",
			Origin:     Inferred,
			DependsOn:  "Only rejectServiceURLs of fakeapi: the advice for both codes names the CDN and the status.",
			IfWrong:    "Change rejectServiceURLs of fakeapi.",
			Places:     []string{fakeServiceURLsGo},
			NotChecked: "It requires a channel in each state.",
		},
	}
}
