using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.Delivery.Tests.BadInput;

/// <summary>Documents damaged at random, thousands of them.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class FuzzTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Cases = Scale.Of(5_000, 1_000_000);

    /// <summary>Each is written to the disk, which is ten times slower.</summary>
    private static readonly int Files = Scale.Of(400, 100_000);

    private static readonly ImageEntry Wanted = new("gitops-demo", "localhost:5000/app", "1.10", Forge.NewDigest);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_damaged_kustomization_is_edited_for_good_or_refused() => Assert.NotEqual(0, Fuzz(
        Damage.To(Sample("a kustomization")), text =>
    {
        var before = Encoding.UTF8.GetBytes(text);
        var after = OverlayEditor.SetImages(before, [Wanted], "kustomization.yaml");
        var again = OverlayEditor.SetImages(after.Content, [Wanted], "kustomization.yaml");

        // What it wrote is what was wanted, and to write it again changes nothing.
        Assert.Same(after.Content, again.Content);
        Assert.Equal(Wanted.Digest, again.After.Single(entry => entry.Name == Wanted.Name).Digest);
    }));

    [Fact]
    public void A_damaged_reference_is_read_back_as_it_is_written_or_refused() => Assert.NotEqual(0, Fuzz(
        Damage.To(
            "localhost:5000/gitops-demo:1.4.0", $"ghcr.io/group/app:1.0@{Forge.NewDigest}", "[::1]:5000/a/b-c_d.e", "127.0.0.1:65535/x"),
        text =>
        {
            var reference = ImageReference.Parse(text);
            Assert.Equal(reference, ImageReference.Parse(reference.ToString()));
            Assert.True(Untrusted.IsPlain(reference.ToString()));
        }));

    [Fact]
    public void Damaged_answers_of_Prometheus_are_read_or_refused() => Fuzz("Prometheus'");

    [Fact]
    public void Damaged_documents_of_registries_and_of_Argo_CD_are_read_or_refused() =>
        Fuzz("an image", "a registry's token", "an Application", "a Deployment");

    [Fact]
    public void Damaged_answers_of_Alertmanager_are_read_or_refused() => Fuzz("Alertmanager's");

    [Fact]
    public void Damaged_files_are_read_or_refused() =>
        Fuzz(Files, "tools.json", "charts.json", "a dashboard", "the lab's state", "a report");

    [Fact]
    public void Damaged_manifests_are_read_or_refused()
    {
        var reader = new Readers(_folder).OfYaml.Single(candidate => candidate.Name == "manifests in memory");
        Fuzz(Damage.To(reader.Sample), text => reader.Read(Encoding.UTF8.GetBytes(text)), Cases / 20);
    }

    private void Fuzz(params string[] names) => Fuzz(Cases, names);

    private void Fuzz(int cases, params string[] names)
    {
        var readers = new Readers(_folder).OfJson.Where(
            reader => names.Any(name => reader.Name.StartsWith(name, StringComparison.Ordinal))).ToList();
        readers.ForEach(reader =>
            Fuzz(Damage.To(reader.Sample), text => reader.Read(Encoding.UTF8.GetBytes(text)), cases / readers.Count, reader.Name));
        output.WriteLine($"{cases} damaged documents of {readers.Count} kinds ({string.Join(", ", readers)}): 0 unhandled exceptions");
    }

    /// <returns>
    /// How many texts were taken. Of a few hundred that may be none: <see cref="BadInputTests"/> shows that each reader takes its sample.
    /// </returns>
    private int Fuzz(Gen<string> texts, Action<string> read, int? cases = null, [CallerMemberName] string what = "")
    {
        var (taken, refused, watch) = (0, 0, Stopwatch.StartNew());
        Prop.ForAll(texts.ToArbitrary(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(cases ?? Cases));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what.Replace('_', ' ')}: {taken + refused} damaged, {taken} taken, {refused} refused in words, 0 unhandled exceptions, "
            + $"{watch.Elapsed.TotalSeconds:0.0} s"));

        // The property would hold of damage that does none.
        Assert.NotEqual(0, refused);
        return taken;

        bool Holds(string text)
        {
            try
            {
                read(text);
                taken++;
            }
            catch (DeliveryException)
            {
                refused++;
            }

            return true;
        }
    }

    private string Sample(string name) => new Readers(_folder).OfYaml.Single(reader => reader.Name == name).Sample;
}
