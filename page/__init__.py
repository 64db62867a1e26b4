"""The web page, the HTTP endpoints and the MCP server."""
