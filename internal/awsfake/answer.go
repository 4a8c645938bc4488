package awsfake

import (
	"encoding/xml"
	"net/http"
)

// answer is a response before any fault touches how it is sent.
type answer struct {
	status int
	header http.Header
	body   string
}

type metadata struct {
	RequestID string `xml:"RequestId"`
}

// success is the envelope of a result: <ACTIONResponse><ACTIONResult>…, named by the types.
type success struct {
	XMLName  xml.Name
	Result   any
	Metadata metadata `xml:"ResponseMetadata"`
}

type failure struct {
	XMLName   xml.Name
	Type      string `xml:"Error>Type"`
	Code      string `xml:"Error>Code"`
	Message   string `xml:"Error>Message"`
	RequestID string `xml:"RequestId"`
}

func resultAnswer(of service, action string, result any) answer {
	id := requestID()
	name := xml.Name{Space: of.namespace, Local: action + "Response"}
	return xmlAnswer(http.StatusOK, id, success{XMLName: name, Result: result, Metadata: metadata{id}})
}

func errorAnswer(of service, e *apiError) answer {
	id := requestID()
	fault := "Sender"
	if e.status >= http.StatusInternalServerError {
		fault = "Receiver"
	}
	name := xml.Name{Space: of.namespace, Local: "ErrorResponse"}
	return xmlAnswer(e.status, id, failure{XMLName: name, Type: fault, Code: e.code, Message: e.message, RequestID: id})
}

func xmlAnswer(status int, id string, document any) answer {
	text, err := xml.Marshal(document)
	if err != nil {
		panic("awsfake: a result that is no XML: " + err.Error())
	}
	header := http.Header{}
	header.Set("Content-Type", "text/xml")
	header.Set("X-Amzn-Requestid", id)
	return answer{status: status, header: header, body: string(text)}
}

// requestID has the form of a UUID.
func requestID() string {
	const hexLetters = "0123456789abcdef"
	id := randomText(hexLetters, 32)
	return id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]
}
