# Prepares what the page on last month assumes: the service of the guide, with records up to today, whatever the date is.
records_days=70 records_end=$(date -u +%Y-%m-%dT00:00Z)
source "$(dirname "${BASH_SOURCE[0]}")/guide_before.sh"
