using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Image;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Signing;

namespace GitOpsDemo.Build.Tasks.GitOps;

[TaskName(nameof(BumpImage))]
[TaskDescription("Writes the tag and digest of the pushed image into the overlay, commits and pushes.")]
[IsDependentOn(typeof(PushImage))]
public sealed class BumpImage(GitOpsRepositories gitops, RenderedImages rendered, PullRequests pullRequests, ImageSigning signing)
    : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var pushed = ImageRecord.Load(context.Paths.ImageRecord)
            ?? throw new DeliveryException("nothing can be bumped", "no image was pushed yet", "./build.sh --target=PushImage");
        await signing.VerifyAsync(pushed.Reference, context.CancellationToken);
        var (repository, address) = await gitops.OpenAsync(context);
        var entry = new ImageEntry(context.Options.Settings.Service.Name)
        {
            NewName = pushed.Reference.Name,
            NewTag = pushed.Reference.Tag,
            Digest = pushed.Reference.Digest!.ToString(),
        };
        var result = await new ImageBump(repository, context.DeliveryLog, rendered).BumpAsync(
            new BumpRequest(context.Options.Environment, entry)
            {
                Path = context.Options.GitOps.Overlays,
                SourceCommit = pushed.Revision,
                BuildUrl = CiBuild.Here.Url,
            },
            context.CancellationToken);
        context.Report.Committed(address, await pullRequests.FollowAsync(context, repository, address, result), result.Overlays);
    }
}
