package policy

import "strings"

// terraformDocument is the document as a data source, for those who attach it in their own way. The
// provider, not HCL, replaces the &{…} of variables.
func (o RenderOptions) terraformDocument(d Document) string {
	write := o.hclText(func(s string) string { return hclString(strings.ReplaceAll(s, "${", "&{")) })
	var body hclLines
	for i, s := range d.Statements {
		if i > 0 {
			body = append(body, "")
		}
		body = append(body, hclBlock("statement", terraformStatement(s, write))...)
	}
	lines := hclLines{"# Without MFA users can enrol a device and nothing else. Attach it to a group of people."}
	if o.Profile == SCP {
		lines = hclLines{"# " + o.tellsHow()}
	}
	lines = append(lines, o.partitionSource()...)
	lines = append(lines, "")
	return append(lines, hclBlock(`data "aws_iam_policy_document" `+hclLabel, body)...).String()
}

func terraformStatement(s Statement, write func(string) string) hclLines {
	attributes := []hclAttribute{{"sid", hclOne(s.Sid)}, {"effect", hclOne(string(s.Effect))}}
	for _, list := range []struct {
		name   string
		values []Value
	}{{"actions", s.Action}, {"not_actions", s.NotAction}, {"resources", s.Resource}, {"not_resources", s.NotResource}} {
		if list.values != nil {
			attributes = append(attributes, hclAttribute{list.name, hclTexts(list.values, write)})
		}
	}
	lines := hclAttributes(attributes...)
	for _, c := range s.Conditions {
		lines = append(lines, "")
		lines = append(lines, hclBlock("condition", hclAttributes(
			hclAttribute{"test", hclOne(c.Operator)},
			hclAttribute{"variable", hclOne(c.Key)},
			hclAttribute{"values", hclTexts(c.Values, write)},
		))...)
	}
	return lines
}

// hclTexts is a list, in one line where it has one item.
func hclTexts(values []Value, write func(string) string) hclLines {
	if len(values) == 1 {
		return hclLines{"[" + write(values[0].Text) + "]"}
	}
	return hclValue(list(values), write)
}
