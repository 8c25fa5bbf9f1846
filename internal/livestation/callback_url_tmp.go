package livestation

func redactURLsIn(text string) string { return text }

func RedactCallbackURL(callbackURL string) string { return callbackURL }
