// Starts GraphiQL against this very address; the query and its variables may stand in the address: ?q=…&variables=…
const asked = new URLSearchParams(location.search);
const place = document.getElementById("graphiql");
const START = `# Everything served here, and what each term means, is in the documentation on the left.
# Ctrl-Enter runs the query, Ctrl-Space completes a name.
${place.dataset.query}`;
ReactDOM.createRoot(place).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: location.pathname }),
    defaultQuery: asked.get("q") || START,
    query: asked.get("q") || undefined,
    variables: asked.get("variables") || undefined,
    defaultEditorToolsVisibility: true,
    inputValueDeprecation: true,
  }),
);
