package desktopconnectionrecords

// Saves the export through the Go SDK that openapi-generator generates. The SDK holds the file in memory and does not know the rule over
// two parameters. This layer keeps its request and its client.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
)

// ExportError is an error of the service: its status, its code and message, and the id of the request.
type ExportError struct {
	Status                   int
	Code, Message, RequestID string
}

func (e *ExportError) Error() string { return fmt.Sprintf("status %d: %s: %s", e.Status, e.Code, e.Message) }

// saver writes the body of a success to a file. Go reports a body that is shorter than its Content-Length.
type saver struct {
	inner http.RoundTripper
	path  string
}

func (s saver) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := s.inner.RoundTrip(request)
	if err != nil || response.StatusCode != http.StatusOK {
		return response, err
	}
	defer response.Body.Close()
	file, err := os.Create(s.path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if _, err = io.Copy(file, response.Body); err == nil {
		err = file.Sync()
	}
	response.Body = io.NopCloser(bytes.NewReader(nil))
	return response, err
}

// Save saves the file: complete under its name, or not at all.
func Save(request ApiExportConnectionRecordsRequest, path string) error {
	start, end := request.startTime, request.endTime
	if (start == nil) != (end == nil) {
		return errors.New("give both start_time and end_time or neither")
	}
	if start != nil && *start >= *end {
		return errors.New("start_time must be before end_time")
	}
	settings := *request.ApiService.client.cfg
	client := *settings.HTTPClient
	if client.Transport == nil {
		client.Transport = http.DefaultTransport
	}
	client.Transport, settings.HTTPClient = saver{client.Transport, path + ".part"}, &client
	request.ApiService = NewAPIClient(&settings).ConnectionAPI
	_, response, err := request.Execute()
	var failed *GenericOpenAPIError
	if errors.As(err, &failed) && response != nil {
		var body Error
		_ = json.Unmarshal(failed.Body(), &body)
		return &ExportError{response.StatusCode, body.GetErrorCode(), body.GetErrorMsg(), response.Header.Get("X-Request-Id")}
	}
	if err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}
