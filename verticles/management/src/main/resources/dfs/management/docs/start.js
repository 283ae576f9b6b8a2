"use strict";

// The S3 contract tells operations apart by their query and headers. Swagger UI is shown a form of it whose path keys write "?" as ";"
// and "#" as "@"; values are percent-encoded, so these two in a path are the key's own. This turns them back.
function toS3Request(request) {
  if (request.loadSpec) {
    return request;
  }
  const [address, query = ""] = request.url.split("?", 2);
  const start = address.indexOf("/", address.indexOf("//") + 2);
  if (start < 0) {
    return request;
  }
  const [path, flags = ""] = address.substring(start).replace(/@[A-Za-z-]+$/, "").split(";", 2);
  const sent = new URLSearchParams(query);
  const parts = flags.split("&").filter((flag) => flag && !sent.has(flag.split("=")[0]));
  if (query) {
    parts.push(query);
  }
  request.url = address.substring(0, start) + path + (parts.length ? "?" + parts.join("&") : "");
  return request;
}

window.onload = () => {
  window.ui = SwaggerUIBundle({
    dom_id: "#ui",
    urls: [
      { name: "Management", url: "openapi/management.yaml" },
      { name: "S3", url: "openapi/s3-ui.json" },
    ],
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    layout: "StandaloneLayout",
    docExpansion: "list",
    deepLinking: true,
    persistAuthorization: false,
    validatorUrl: null,
    requestInterceptor: toS3Request,
  });
};
