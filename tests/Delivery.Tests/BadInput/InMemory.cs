using System.Net;

namespace GitOpsDemo.Delivery.Tests.BadInput;

/// <summary>An HTTP client whose every request is answered with the same bytes, without a network.</summary>
internal sealed class InMemory(Func<Stream> content) : HttpMessageHandler
{
    /// <summary>One that gets these bytes.</summary>
    public static HttpClient Answering(byte[] content) => Answering(() => new MemoryStream(content));

    /// <summary>One that gets what a stream gives, were it endless.</summary>
    public static HttpClient Answering(Func<Stream> content) => new(new InMemory(content)) { BaseAddress = new Uri("http://localhost/") };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(content()), RequestMessage = request });
}
