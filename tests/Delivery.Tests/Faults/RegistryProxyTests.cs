using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Tests.Images;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.Delivery.Tests.Faults;

/// <summary>A fault at one request after another of a push and a pull, before the real registry.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class RegistryProxyTests(LocalRegistry registry, ITestOutputHelper output) : IClassFixture<LocalRegistry>, IDisposable
{
    /// <summary>
    /// The real registry syncs each blob to a disk that other tests keep busy: a try more or less is not what this is about.
    /// </summary>
    private static readonly RegistryLimits Patient = RegistryFaultTests.Impatient with { Idle = TimeSpan.FromSeconds(2), Retries = 8 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWithTool(LocalRegistry.Tool)]
    public async Task Whatever_request_meets_a_passing_fault_the_image_comes_and_goes_whole()
    {
        var image = await SmallImage.WriteAsync(_folder["image"]);

        // Side by side, for most of them wait: first the fault at the first request, which shows how many there are.
        var faults = Enum.GetValues<Fault>();
        var needed = await Task.WhenAll(faults.Select(fault => MeetAsync(fault, 0, image)));
        var later = faults.Zip(needed, (fault, requests) => Enumerable.Range(1, requests - 1).Select(first => (fault, first)));
        await Parallel.ForEachAsync(
            later.SelectMany(runs => runs),
            new ParallelOptions { MaxDegreeOfParallelism = 2 * faults.Length },
            async (run, _) => await MeetAsync(run.fault, run.first, image));

        output.WriteLine($"{needed.Sum()} pushes and pulls, each with a fault at another request");
    }

    /// <returns>How many requests a push and a pull took.</returns>
    private async Task<int> MeetAsync(Fault fault, int first, BaseImage image)
    {
        // Given
        await using var proxy = await FaultProxy.StartAsync(new Uri($"http://{registry.Name}"), fault, faults: 1, first);
        using var client = new RegistryClient(new RecordingLog(), TimeProvider.System, limits: Patient);
        var transfer = new ImageTransfer(client);
        var name = $"demo-{fault}-{first}".ToLowerInvariant();
        var target = ImageReference.Create(proxy.Address.Authority, name, "1.0");

        // When
        await transfer.PushAsync(image.Layout, target, new RecordingLog());
        var pulled = await transfer.PullAsync(target, ImagePlatform.Here, new ImageLayout(_folder[name]), default);

        // Then
        Assert.Equal(image.Image.Descriptor.Digest, pulled.Descriptor.Digest);
        return proxy.Requests.Count;
    }
}
