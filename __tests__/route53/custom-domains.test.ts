import { findings, readZones } from "../../src/route53";
import { readTerraform } from "../../src/terraform";
import { ZONE_ID } from "./zone";

describe("a state with one custom domain name in two regions, which does not say where its mappings are", () => {
  const state = (apis: Readonly<Record<string, string>>) => {
    const resource = (type: string, name: string, of: object) => ({
      address: `${type}.${name}`,
      mode: "managed",
      type,
      name,
      values: of,
    });
    const domainIn = (region: string) => [
      resource("aws_api_gateway_domain_name", region, {
        arn: `arn:aws:apigateway:${region}::/domainnames/api.example.com`,
        domain_name: "api.example.com",
        endpoint_configuration: [{ types: ["REGIONAL"] }],
        regional_domain_name: `d-${region.slice(0, 2)}.execute-api.${region}.amazonaws.com`,
      }),
      resource("aws_api_gateway_rest_api", region, {
        id: `id-${region}`,
        arn: `arn:aws:apigateway:${region}::/restapis/id-${region}`,
      }),
      resource("aws_api_gateway_base_path_mapping", region, {
        domain_name: "api.example.com",
        api_id: apis[region],
        stage_name: "v1",
      }),
    ];
    const alias = {
      name: "d-eu.execute-api.eu-west-1.amazonaws.com",
      zone_id: "ZLY8HYME6SFDD",
      evaluate_target_health: false,
    };
    const records = [
      resource("aws_route53_zone", "zone", { zone_id: ZONE_ID, name: "example.com" }),
      resource("aws_route53_record", "api", {
        zone_id: ZONE_ID,
        name: "api.example.com",
        type: "A",
        alias: [alias],
      }),
    ];
    const resources = [...records, ...domainIn("us-east-1"), ...domainIn("eu-west-1")];
    const file = { format_version: "1.0", values: { root_module: { resources } } };
    const [zone] = readZones(readTerraform(JSON.stringify(file)));
    return zone === undefined ? [] : findings(zone).map(({ kind }) => kind);
  };

  test("has no finding if each region's API is mapped", () => {
    expect(state({ "us-east-1": "id-us-east-1", "eu-west-1": "id-eu-west-1" })).toEqual([]);
  });

  test("has one if both mappings name the API of one region", () => {
    expect(state({ "us-east-1": "id-us-east-1", "eu-west-1": "id-us-east-1" })).toEqual([
      "domain-without-mapping",
    ]);
  });
});
