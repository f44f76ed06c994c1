using System.Net;

namespace GitOpsDemo.Delivery.Images.Registry;

/// <summary>One request to a registry and what to make of its answer.</summary>
/// <typeparam name="T">What the answer becomes.</typeparam>
/// <param name="What">The operation's name, such as <c>pulling a blob</c>.</param>
/// <param name="Request">Makes the request; called again for each try.</param>
/// <param name="Read">Reads an answer with an expected status while it streams.</param>
internal sealed record RegistryExchange<T>(
    string What, Func<IdleWatch, HttpRequestMessage> Request, Func<HttpResponseMessage, IdleWatch, Task<T>> Read)
{
    /// <summary>The statuses that <see cref="Read"/> understands; every other one is a failure.</summary>
    public IReadOnlyList<HttpStatusCode> Expected { get; init; } = [HttpStatusCode.OK];

    /// <summary>What a token is to permit: <c>pull</c> or <c>pull,push</c>.</summary>
    public string Actions { get; init; } = "pull";
}
