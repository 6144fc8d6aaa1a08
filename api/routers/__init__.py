"""One module a surface: REST, chat in OpenAI's shape, Model Context Protocol, Dify, deep links, health."""
