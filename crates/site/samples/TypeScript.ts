{% if r.file %}
import { writeFile } from "node:fs/promises";

{% endif %}
const response = await fetch({{ (r.url_of_key | json ~ " + process.env.TOKEN") if r.url_of_key else (r.url | json) }}, {
  method: {{ method | json }},
  headers: {
{% if r.credential %}
    {{ r.credential[0] | json }}: {{ r.credential[1] | json }} + process.env.TOKEN,
{% endif %}
{% if r.body %}
    "Content-Type": {{ r.content_type | json }},
{% endif %}
{% for a in r.arguments if a.in == "header" %}
    {{ a.name | json }}: {{ a.value | json }},
{% endfor %}
  },
{% if r.body %}
  body: {{ r.body | json }},
{% endif %}
});
if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
{% if r.file %}
await writeFile({{ r.file | json }}, Buffer.from(await response.arrayBuffer()));
{% else %}
console.log(await response.text());
{% endif %}
