using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace GitOpsDemo.LabAgent;

/// <summary>
/// Asks a server for its health by gRPC (https://github.com/grpc/grpc/blob/master/doc/health-checking.md), without TLS as the kubelet does.
/// Both messages have one field, and are written and read by hand.
/// </summary>
internal static class GrpcHealth
{
    private const string Method = "/grpc.health.v1.Health/Check";
    private const string StatusHeader = "grpc-status";

    /// <summary>A byte that says whether the message is compressed, and four with its length.</summary>
    private const int PrefixLength = 5;

    /// <summary>Field 1, a text.</summary>
    private const byte ServiceTag = 0x0A;

    /// <summary>Field 1, a number.</summary>
    private const byte StatusTag = 0x08;

    /// <summary>The names of the status by its number.</summary>
    private static readonly string[] Statuses = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];

    /// <summary>What is wrong; null when it serves.</summary>
    public static async Task<string?> AskAsync(Uri server, string service, CancellationToken cancellationToken)
    {
        // A connection of its own: a probe over an old one would not see that the port is closed.
        using var http = new HttpMessageInvoker(LocalHttp.Handler());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, Method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Message(service)) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.Add(new("trailers"));
        request.Headers.UserAgent.ParseAdd("kube-probe/lab");
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return $"answers {(int)response.StatusCode}";
        }

        var code = Header(response.TrailingHeaders) ?? Header(response.Headers);
        var status = answer.Length > PrefixLength + 1 && answer[PrefixLength] == StatusTag ? answer[PrefixLength + 1] : 0;
        return (code, status) switch
        {
            ("0", 1) => null,
            ("0", _) => $"is {Statuses.ElementAtOrDefault(status) ?? $"{status}"}",
            (null, _) => "answers without a gRPC status",
            ("12", _) => "does not implement the gRPC health protocol",
            _ => $"answers gRPC status {code}",
        };
    }

    private static string? Header(HttpHeaders headers) => headers.TryGetValues(StatusHeader, out var values) ? values.First() : null;

    /// <summary>Seven bits a byte, the lowest first: two are enough for 16 KiB.</summary>
    private static byte[] Length(byte[] text) =>
        text.Length <= 0x7F ? [(byte)text.Length] : [(byte)(text.Length | 0x80), (byte)(text.Length >> 7)];

    private static byte[] Message(string service)
    {
        var name = Encoding.UTF8.GetBytes(service);
        byte[] field = name.Length == 0 ? [] : [ServiceTag, .. Length(name), .. name];
        var message = new byte[PrefixLength + field.Length];
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), field.Length);
        field.CopyTo(message, PrefixLength);
        return message;
    }
}
