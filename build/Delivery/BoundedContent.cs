namespace GitOpsDemo.Delivery;

/// <summary>Reads what another program sends, without trusting its length.</summary>
public static class BoundedContent
{
    private const int BufferSize = 16 * 1024;

    /// <summary>The whole body of an answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="limit">In bytes.</param>
    /// <exception cref="DeliveryException">It is longer than <paramref name="limit"/>.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var content = await UpToAsync(stream, limit + 1, cancellationToken);
        return content.Length <= limit
            ? content
            : throw new DeliveryException(
                $"the answer of {response.RequestMessage!.RequestUri!.Host} is not used",
                $"it is longer than {limit} bytes",
                "ask the registry's operator: no such answer is that long");
    }

    /// <summary>The first bytes.</summary>
    /// <param name="stream">Where they come from.</param>
    /// <param name="limit">How many, if there are as many.</param>
    public static async Task<byte[]> UpToAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        await using var content = new MemoryStream();
        var buffer = new byte[BufferSize];
        while (content.Length < limit && await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            content.Write(buffer, 0, Math.Min(read, limit - (int)content.Length));
        }

        return content.ToArray();
    }
}
