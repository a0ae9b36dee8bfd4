# Prepares what the guide assumes: a service at the region's endpoint, a token, a password, and files to convert. The vendor's variable
# overrides the endpoint of a region, so that the commands of the page run unchanged.
project=8dc9c40a06574a598941b254d4b63b43
deskledger seed --data service --project-id "$project" --records 2000 --days "${records_days:-30}" --end "${records_end:-2020-05-01T00:00Z}" >/dev/null
(umask 077 && echo 'a password of the guide' >password.txt)
deskledger admin user add auditor --data service --password-file password.txt >/dev/null
deskledger admin project grant auditor "$project" --data service >/dev/null
echo 'deskledger serve --data service --listen 127.0.0.1:0' >"$work/service.sh"
begin service
HUAWEICLOUD_SDK_REGION_WORKSPACE_CN_NORTH_4=$(awk '{ print $NF }' "$work/service.out")
export HUAWEICLOUD_SDK_REGION_WORKSPACE_CN_NORTH_4 DESKLEDGER_IAM_ENDPOINT=$HUAWEICLOUD_SDK_REGION_WORKSPACE_CN_NORTH_4
cp service/tokens token.txt
mkdir -p ~/.config/deskledger && cp token.txt ~/.config/deskledger/
deskledger export --region cn-north-4 --token-file token.txt --project-id "$project" --language zh_CN -o from-a-colleague.csv >/dev/null
deskledger export --region cn-north-4 --token-file token.txt --project-id "$project" -o old.ndjson >/dev/null
gzip old.ndjson
