// One call through the Go SDK: `call plain|layer ENDPOINT TOKEN FILE PARAMETERS`. Prints the outcome as JSON.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	sdk "desktop-connection-records"
)

func call(how, endpoint, token, path string, parameters map[string]string) (map[string]any, error) {
	settings := sdk.NewConfiguration()
	settings.Servers = sdk.ServerConfigurations{{URL: endpoint}}
	credential := context.WithValue(context.Background(), sdk.ContextAPIKeys, map[string]sdk.APIKey{"token": {Key: token}})
	request := sdk.NewAPIClient(settings).ConnectionAPI.ExportConnectionRecords(credential, parameters["project_id"])
	for name, set := range map[string]func(sdk.ApiExportConnectionRecordsRequest, string) sdk.ApiExportConnectionRecordsRequest{
		"start_time":    sdk.ApiExportConnectionRecordsRequest.StartTime,
		"end_time":      sdk.ApiExportConnectionRecordsRequest.EndTime,
		"user_name":     sdk.ApiExportConnectionRecordsRequest.UserName,
		"computer_name": sdk.ApiExportConnectionRecordsRequest.ComputerName,
		"terminal_type": sdk.ApiExportConnectionRecordsRequest.TerminalType,
		"language":      sdk.ApiExportConnectionRecordsRequest.Language,
	} {
		if value, given := parameters[name]; given {
			request = set(request, value)
		}
	}
	if how == "layer" {
		err := sdk.Save(request, path)
		var failed *sdk.ExportError
		if errors.As(err, &failed) {
			return map[string]any{"status": failed.Status, "code": failed.Code, "message": failed.Message, "request_id": failed.RequestID}, nil
		}
		return map[string]any{}, err
	}
	file, response, err := request.Execute()
	if response == nil {
		return nil, err
	}
	outcome := map[string]any{"status": response.StatusCode, "request_id": response.Header.Get("X-Request-Id")}
	var failed *sdk.GenericOpenAPIError
	if errors.As(err, &failed) {
		body, _ := failed.Model().(sdk.Error)
		outcome["code"], outcome["message"] = body.GetErrorCode(), body.GetErrorMsg()
		return outcome, nil
	}
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	saved, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	defer saved.Close()
	_, err = io.Copy(saved, file)
	return outcome, err
}

func main() {
	var parameters map[string]string
	outcome, err := map[string]any(nil), json.Unmarshal([]byte(os.Args[5]), &parameters)
	if err == nil {
		outcome, err = call(os.Args[1], os.Args[2], os.Args[3], os.Args[4], parameters)
	}
	if err != nil {
		outcome = map[string]any{"thrown": err.Error()}
	}
	line, _ := json.Marshal(outcome)
	fmt.Println(string(line))
}
