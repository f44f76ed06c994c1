using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

[Trait(Traits.Category, Traits.Integration)]
public sealed class RegistryFaultTests : IDisposable
{
    /// <summary>Short pauses. A registry that is well may be kept from answering by a busy computer for as long as it takes.</summary>
    internal static readonly RegistryLimits Impatient = new()
    {
        Idle = TimeSpan.FromSeconds(30),
        FirstPause = TimeSpan.FromMilliseconds(5),
        LongestPause = TimeSpan.FromMilliseconds(50),
        Retries = 3,
    };

    /// <summary>Gives a silent registry up soon.</summary>
    private static readonly RegistryLimits WearyOfSilence = Impatient with { Idle = TimeSpan.FromSeconds(2) };

    private static readonly byte[] Content = new byte[300_000];

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Faults => ["429", "500", "503", "reset", "silence"];

    private static RegistryLimits LimitsFor(string fault) => fault == "silence" ? WearyOfSilence : Impatient;

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_passing_fault_of_any_request_is_ridden_out(string fault)
    {
        // Given: each method fails once.
        var failed = new HashSet<string>();
        await using var registry = await RegistryStub.StartAsync(
            context => failed.Add(context.Request.Method) ? FailAsync(context, fault) : Task.FromResult(false));
        var held = registry.AddBlob(Content);
        var missing = new Descriptor(MediaTypes.Layer, ImageDigest.Of("a new layer"u8), 11);
        _folder.Write("new", "a new layer");
        using var client = new RegistryClient(_log, TimeProvider.System, limits: LimitsFor(fault));

        // When
        await client.PullBlobAsync(registry.Image(), held, _folder["held"]);
        Assert.True(await client.PushBlobAsync(registry.Image(), missing, _folder["new"]));
        await client.PushManifestAsync(registry.Image(), MediaTypes.Manifest, "{}"u8.ToArray());

        // Then
        Assert.Equal(["GET", "HEAD", "POST", "PUT"], failed.Order());
        Assert.Equal(4, _log.Lines.Count(line => line.StartsWith("again in", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_lasting_fault_ends_with_what_why_and_next(string fault)
    {
        await using var registry = await RegistryStub.StartAsync(context => FailAsync(context, fault));
        using var client = new RegistryClient(_log, TimeProvider.System, limits: LimitsFor(fault));

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => client.ResolveAsync(registry.Image()));

        Assert.Equal(4, registry.Requests.Count);
        Assert.Equal($"asking for the digest of {registry.Image()} failed", failure.What);
        Assert.Contains("(4 tries)", failure.Why, StringComparison.Ordinal);
        Assert.Contains(registry.Name, failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_blob_is_asked_for_again()
    {
        var halves = 0;
        await using var registry = await RegistryStub.StartAsync(async context =>
        {
            if (halves++ > 0)
            {
                return false;
            }

            context.Response.ContentLength = Content.Length;
            await context.Response.Body.WriteAsync(Content.AsMemory(0, 1000));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        });
        var blob = registry.AddBlob(Content);
        using var client = new RegistryClient(_log, TimeProvider.System, limits: Impatient);

        await client.PullBlobAsync(registry.Image(), blob, _folder["blob"]);

        Assert.Equal(Content, await File.ReadAllBytesAsync(_folder["blob"]));
    }

    [Fact]
    public async Task A_slow_but_living_download_is_not_given_up()
    {
        // Given a registry that pauses, never quite as long as silence may last, after each part that was read
        var time = new FakeTimeProvider();
        const int Part = 30_000;
        await using var registry = await RegistryStub.StartAsync(async context =>
        {
            context.Response.ContentLength = Content.Length;
            for (var sent = Part; sent <= Content.Length; sent += Part)
            {
                await context.Response.Body.WriteAsync(Content.AsMemory(sent - Part, Part));
                await context.Response.Body.FlushAsync();
                await Eventually.HoldsAsync(() => Held() >= sent, $"{sent} bytes have arrived");
                time.Advance(0.9 * Impatient.Idle);
            }

            return true;
        });
        var blob = registry.AddBlob(Content);
        using var client = new RegistryClient(_log, time, limits: Impatient with { Retries = 0 });

        await client.PullBlobAsync(registry.Image(), blob, _folder["blob"]);

        Assert.Equal(Content, await File.ReadAllBytesAsync(_folder["blob"]));

        long Held() => Directory.EnumerateFiles(_folder.Path).Sum(file => new FileInfo(file).Length);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("3600", 50)]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT", 0)]
    [InlineData("soon", -1)]
    public async Task Retry_After_is_honoured_within_bounds(string header, int milliseconds)
    {
        var refused = false;
        await using var registry = await RegistryStub.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = header;
            context.Response.StatusCode = 429;
            return Task.FromResult(!refused && (refused = true));
        });
        var limits = Impatient with { FirstPause = TimeSpan.FromMilliseconds(20) };
        using var client = new RegistryClient(_log, TimeProvider.System, limits: limits);

        await client.ResolveAsync(registry.Image());

        var pause = milliseconds < 0 ? "again in 0.0" : FormattableString.Invariant($"again in {milliseconds / 1000.0:0.0} s");
        Assert.Contains(_log.Lines, line => line.StartsWith(pause, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_is_not_repeated()
    {
        await using var registry = await RegistryStub.StartAsync(async context =>
        {
            context.Response.StatusCode = 403;
            await context.Response.WriteAsync("""{"errors":[{"code":"DENIED","message":"no \u001b[31maccess"}]}""");
            return true;
        });
        using var client = new RegistryClient(_log, TimeProvider.System, limits: Impatient);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => client.GetManifestAsync(registry.Image()));

        Assert.Single(registry.Requests);
        Assert.Contains("answered 403: DENIED no ?[31maccess", failure.Why, StringComparison.Ordinal);
        Assert.Contains("REGISTRY_USERNAME", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_operation_has_a_bound()
    {
        await using var registry = await RegistryStub.StartAsync(context => FailAsync(context, "503"));
        var pause = TimeSpan.FromSeconds(20);
        var limits = Impatient with { Operation = TimeSpan.FromMilliseconds(100), FirstPause = pause, LongestPause = pause };
        using var client = new RegistryClient(_log, TimeProvider.System, limits: limits);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => client.ResolveAsync(registry.Image()));

        Assert.Contains("it took longer than", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_is_not_a_failure_of_the_registry()
    {
        using var cancellation = new CancellationTokenSource();
        await using var registry = await RegistryStub.StartAsync(async context =>
        {
            await cancellation.CancelAsync();
            return await FailAsync(context, "silence");
        });
        using var client = new RegistryClient(_log, TimeProvider.System, limits: Impatient);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ResolveAsync(registry.Image(), cancellation.Token));
    }

    [Fact]
    public async Task Nobody_listening_is_said_in_words()
    {
        using var client = new RegistryClient(_log, TimeProvider.System, limits: Impatient);
        var image = ImageReference.Create($"127.0.0.1:{FreePort.Next()}", "demo", "1.0");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => client.ResolveAsync(image));

        Assert.Contains("refused", failure.Why, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Only_this_computer_is_spoken_to_without_TLS()
    {
        var listed = new RegistryAccess { PlainHttp = ["registry.lan:5000"] };

        Assert.Equal("http", RegistryUri.Of(ImageReference.Parse("localhost:5000/a"), RegistryAccess.Anonymous).Scheme);
        Assert.Equal("https", RegistryUri.Of(ImageReference.Parse("registry.lan:5000/a"), RegistryAccess.Anonymous).Scheme);
        Assert.Equal("http", RegistryUri.Of(ImageReference.Parse("registry.lan:5000/a"), listed).Scheme);

        // Given: a registry that sends on to an address without a certificate.
        await using var plain = await RegistryStub.StartAsync();
        await using var registry = await RegistryStub.StartAsync(context =>
        {
            context.Response.Redirect($"https://{plain.Name}/");
            return Task.FromResult(true);
        });
        using var client = new RegistryClient(_log, TimeProvider.System, limits: Impatient);

        // When, then: it is neither trusted nor asked again.
        var refused = await Assert.ThrowsAsync<DeliveryException>(() => client.ResolveAsync(registry.Image()));
        Assert.Contains("can't be trusted", refused.Message, StringComparison.Ordinal);
        Assert.Single(registry.Requests);
    }

    private static async Task<bool> FailAsync(HttpContext context, string fault)
    {
        switch (fault)
        {
            case "reset":
                context.Abort();
                break;
            case "silence":
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            default:
                context.Response.StatusCode = int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture);
                break;
        }

        return true;
    }
}
