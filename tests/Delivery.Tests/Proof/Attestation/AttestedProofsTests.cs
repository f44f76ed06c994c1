using System.Text;
using GitOpsDemo.Delivery.GitOps.Gate;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Proof.Attestation;
using GitOpsDemo.Delivery.Tests.Images;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Proof.Attestation;

/// <summary>
/// Proofs that travel with an image, in a registry of the CNCF that has no list of referrers, and in stubs that do what it can't.
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class AttestedProofsTests(LocalRegistry registry) : IClassFixture<LocalRegistry>, IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ProofRegistry _here = new();
    private readonly ProofRegistry _elsewhere = new();

    public void Dispose()
    {
        _here.Dispose();
        _elsewhere.Dispose();
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task Another_checkout_finds_what_was_proven_and_who_vouches_for_it()
    {
        var image = await _here.PushAsync(registry.Image("shared", "1.0"));
        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(Hour), default);

        var known = await Known(_elsewhere, image);

        Assert.Null(known.Lack);
        Assert.Contains("8 checks passed (targets 2, alerts 2, dashboards 2, logs 2)", known.Found);
        Assert.EndsWith(
            "by build 1.2.3 on the lab; attached to the image, not signed: whoever may write to the registry vouches for it",
            known.Found,
            StringComparison.Ordinal);
        Assert.Equal(ProofRegistry.Now - Hour, known.At);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task It_is_an_in_toto_statement_whose_evidence_is_a_digest()
    {
        var image = await _here.PushAsync(registry.Image("statement", "1.0"));
        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(Hour), default);

        using var folder = new TemporaryFolder();
        var entry = Assert.Single(await new Referrers(_elsewhere.Client, folder.Path).ListAsync(image, image.Digest!, default));
        Assert.Equal("application/vnd.in-toto+json", entry.ArtifactType);
        var manifest = ImageManifest.Parse((await _elsewhere.Client.GetManifestAsync(image.AtDigest(entry.Digest))).Content);
        var text = Encoding.UTF8.GetString(await _elsewhere.Client.GetDocumentAsync(image, Assert.Single(manifest.Layers)));
        Assert.Equal(
            (image.Digest, "dev", "passed"),
            (manifest.Subject!.Digest, entry.Annotations!["local.gitops-demo.environment"], entry.Annotations["local.gitops-demo.result"]));
        Assert.StartsWith($$$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"{{{image.Name}}}","digest":{"sha256":"{{{image.Digest!.Hex}}}"}}],"predicateType":"https://gitops-demo.local/proof/v1",""", text, StringComparison.Ordinal);
        Assert.Contains("""{"id":"rules/A","verdict":"Pass","evidence":"sha256:""", text);
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task A_later_failure_wins_and_another_environment_is_another_proof()
    {
        var image = await _here.PushAsync(registry.Image("failed-later", "1.0"));
        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(3 * Hour, "staging"), default);
        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(2 * Hour), default);
        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(Hour, failure: "rules/A is not proven"), default);

        Assert.Contains("VerifyAlerts failed at", (await Known(_elsewhere, image)).Lack);
        Assert.Null((await Known(_elsewhere, image, "staging")).Lack);

        // What this checkout has proven before does not outweigh it, and what it proves afterwards does
        Record(_elsewhere, image, ProofRegistry.Now - (2 * Hour));
        Assert.Contains("VerifyAlerts failed at", (await Known(_elsewhere, image)).Lack);
        Record(_elsewhere, image, ProofRegistry.Now);
        Assert.EndsWith("by this checkout's own report", (await Known(_elsewhere, image)).Found, StringComparison.Ordinal);
        Assert.NotNull((await Known(_elsewhere, image, settings: new ProofSettings { RequiresAttestation = true })).Lack);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task The_last_proof_that_passed_is_found_below_later_failures()
    {
        var image = await _here.PushAsync(registry.Image("last-proven", "1.0"));
        var proof = ProofRegistry.Proof(3 * Hour) with
        {
            GitOpsCommit = "1a2b3c",
            Charts = new Dictionary<string, string> { ["loki"] = "loki-6.1.0" },
        };
        await _here.Proofs.AttachAsync(image, proof, default);
        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(2 * Hour, failure: "rules/A is not proven"), default);
        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(Hour / 2), default);

        var last = await _elsewhere.Proofs.LastProvenAsync(image, "dev", ProofRegistry.Now - Hour, default);

        Assert.Equal(($"{image}", "1a2b3c", ProofRegistry.Now - (3 * Hour)), (last!.Image, last.GitOpsCommit, last.At));
        Assert.Equal("loki-6.1.0", last.Charts["loki"]);
        Assert.Null(await _elsewhere.Proofs.LastProvenAsync(image, "staging", ProofRegistry.Now, default));
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task The_same_again_is_attached_once_an_hour()
    {
        var image = await _here.PushAsync(registry.Image("again", "1.0"));

        Assert.True(await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(3 * Hour), default));
        Assert.False(await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(2.5 * Hour), default));
        Assert.True(await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(2.2 * Hour, failure: "gone"), default));
        Assert.True(await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(2.1 * Hour), default));
        Assert.True(await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(Hour), default));
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task A_statement_about_another_digest_or_from_the_future_is_refused_by_name()
    {
        var image = await _here.PushAsync(registry.Image("copied", "1.0"));
        var other = await _here.PushAsync(registry.Image("copied", "2.0"));
        using var folder = new TemporaryFolder();
        var referrers = new Referrers(_here.Client, folder.Path);
        await AttachAsync(referrers, image, ProofStatement.Of(other, ProofRegistry.Proof(Hour)));
        await AttachAsync(referrers, image, ProofStatement.Of(image, ProofRegistry.Proof(-Hour)));

        var lack = (await Known(_elsewhere, image)).Lack;

        Assert.Contains("it is about another digest", lack);
        Assert.Contains("it is from the future", lack);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task The_same_bytes_in_another_repository_are_another_services()
    {
        var image = await _here.PushAsync(registry.Image("ours", "1.0"));
        using var folder = new TemporaryFolder();
        var referrers = new Referrers(_here.Client, folder.Path);
        var foreign = ImageReference.Parse($"ghcr.io/others/shop@{image.Digest}");
        await AttachAsync(referrers, image, ProofStatement.Of(foreign, ProofRegistry.Proof(Hour)));
        Assert.Contains(
            "it is about ghcr.io/others/shop, which has the same digest, and not about ours", (await Known(_elsewhere, image)).Lack);

        // A mirror keeps the repository's name
        var mirrored = ImageReference.Parse($"mirror.example.com/ours@{image.Digest}");
        await AttachAsync(referrers, image, ProofStatement.Of(mirrored, ProofRegistry.Proof(Hour)));
        Assert.Null((await Known(_elsewhere, image)).Lack);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task A_failure_counts_on_a_computer_whose_clock_is_hours_behind()
    {
        var image = await _here.PushAsync(registry.Image("skewed", "1.0"));
        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(Hour), default);
        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(-3 * Hour, failure: "rules/A is not proven"), default);

        Assert.Contains("rules/A is not proven", (await Known(_elsewhere, image)).Lack);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task What_is_attached_for_many_environments_stays_in_one_list()
    {
        var image = await _here.PushAsync(registry.Image("crowd", "1.0"));
        using var folder = new TemporaryFolder();
        var referrers = new Referrers(_here.Client, folder.Path);
        string[] environments = ["a", "b", "c", "d"];
        foreach (var environment in environments)
        {
            await AttachAsync(referrers, image, ProofStatement.Of(image, ProofRegistry.Proof(Hour, environment)));
        }

        Assert.Equal(environments.Length, (await referrers.ListAsync(image, image.Digest!, default)).Count);
        foreach (var environment in environments)
        {
            Assert.Null((await Known(_elsewhere, image, environment)).Lack);
        }
    }

    [Fact]
    public async Task A_registry_that_lists_referrers_itself_is_asked_page_after_page()
    {
        // Given a stub of OCI's distribution 1.1: it keeps the manifests with a subject, and lists one a page
        RegistryStub? stub = null;
        await using var started = stub = await RegistryStub.StartAsync(async context =>
        {
            if (!context.Request.Path.Value!.Contains("/referrers/", StringComparison.Ordinal))
            {
                return false;
            }

            var attached = stub!.Manifests.Where(pair => pair.Key.StartsWith("sha256:", StringComparison.Ordinal)).Select(
                pair => (pair.Key, pair.Value.Content, Parsed: ImageManifest.Parse(pair.Value.Content)))
                .Where(manifest => manifest.Parsed.Subject is not null).OrderBy(manifest => manifest.Key, StringComparer.Ordinal)
                .Select(manifest => new Descriptor(MediaTypes.Manifest, ImageDigest.Of(manifest.Content), manifest.Content.Length)
                {
                    ArtifactType = manifest.Parsed.ArtifactType,
                    Annotations = manifest.Parsed.Annotations,
                })
                .ToList();
            var page = int.Parse(context.Request.Query["page"].FirstOrDefault() ?? "0");
            if (page + 1 < attached.Count)
            {
                context.Response.Headers.Link = $"<{context.Request.Path}?page={page + 1}>; rel=\"next\"";
            }

            context.Response.ContentType = MediaTypes.Index;
            await context.Response.Body.WriteAsync(OciJson.Write(new ImageIndex(2, [.. attached.Skip(page).Take(1)])));
            return true;
        });
        var image = await _here.PushAsync(stub.Image());

        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(3 * Hour), default);
        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(2 * Hour, "staging"), default);
        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(Hour), default);

        Assert.Equal(ProofRegistry.Now - Hour, (await Known(_elsewhere, image)).At);
        Assert.Equal(ProofRegistry.Now - (2 * Hour), (await Known(_elsewhere, image, "staging")).At);
        Assert.DoesNotContain(Referrers.TagOf(image.Digest!), stub.Manifests.Keys);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(400)]
    public async Task However_a_registry_refuses_the_list_the_tag_takes_its_place(int status)
    {
        await using var stub = await RegistryStub.StartAsync(context =>
        {
            var asksForReferrers = context.Request.Path.Value!.Contains("/referrers/", StringComparison.Ordinal);
            context.Response.StatusCode = asksForReferrers ? status : 200;
            return Task.FromResult(asksForReferrers);
        });
        var image = await _here.PushAsync(stub.Image());

        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(Hour), default);

        Assert.Null((await Known(_elsewhere, image)).Lack);
    }

    [Fact]
    public async Task What_was_tampered_with_is_refused_by_its_digest()
    {
        await using var stub = await RegistryStub.StartAsync();
        var image = await _here.PushAsync(stub.Image());
        await _here.Proofs.AttachAsync(image, ProofRegistry.Proof(Hour, failure: "rules/A is not proven"), default);
        var (digest, failed) = stub.Blobs.Single(
            blob => Encoding.UTF8.GetString(blob.Value).Contains("not proven", StringComparison.Ordinal));
        stub.Blobs[digest] = Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(failed).Replace("\"failure\":\"rules/A is not proven\"", "\"failure\":null", StringComparison.Ordinal));

        var lack = (await Known(_elsewhere, image)).Lack;

        Assert.Contains("nothing that is attached to the image counts: ", lack);
        Assert.Contains($"the digest should be {digest}", lack);
    }

    [Theory]
    [InlineData("slow", "was silent for 1 s")]
    [InlineData("500", "answered 500")]
    [InlineData("forbidden", "answered 403")]
    public async Task A_registry_that_can_not_be_asked_is_said_and_the_own_report_takes_its_place(string how, string expected)
    {
        await using var stub = await RegistryStub.StartAsync(async context =>
        {
            context.Response.StatusCode = how == "forbidden" ? 403 : 500;
            if (how == "slow")
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }

            return true;
        });
        using var checkout = new ProofRegistry(idle: TimeSpan.FromSeconds(1));
        var image = stub.Image().AtDigest(ImageDigest.Of("x"u8));

        var nothing = await Known(checkout, image);
        Record(checkout, image, ProofRegistry.Now);
        var own = await Known(checkout, image);

        Assert.StartsWith(
            "nothing was proven of what runs in dev; what is attached to the image can't be read: ",
            nothing.Lack,
            StringComparison.Ordinal);
        Assert.Contains(expected, nothing.Lack);
        Assert.Null(own.Lack);
        Assert.Contains(expected, own.Found);
    }

    private static async Task<KnownProof> Known(
        ProofRegistry checkout, ImageReference image, string environment = "dev", ProofSettings? settings = null) =>
        await new ProofQuestion(checkout.Proofs, checkout.Ledger, settings ?? new(), TimeProvider.System).FindAsync(
            environment, $"{image}", default);

    private static Task AttachAsync(Referrers referrers, ImageReference image, ProofStatement statement) => referrers.AttachAsync(
        image,
        "application/vnd.in-toto+json",
        statement.ToJson(),
        default,
        new Dictionary<string, string> { ["in-toto.io/predicate-type"] = ProofStatement.ProofType });

    private static void Record(ProofRegistry checkout, ImageReference image, DateTimeOffset at)
    {
        foreach (var family in Enum.GetValues<GitOpsDemo.Delivery.GitOps.ProofFamily>())
        {
            checkout.Ledger.Record("dev", image.Digest!.ToString(), family, new(2, at));
        }
    }
}
