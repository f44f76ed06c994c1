using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>Names the service and its build in the OpenAPI document.</summary>
internal sealed class OpenApiIdentity(ServiceIdentity identity) : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = identity.Service;
        document.Info.Version = identity.Version;
        return Task.CompletedTask;
    }
}
