using GitOpsDemo.LabAgent.Logs;

namespace GitOpsDemo.LabAgent.Page;

/// <summary>The lines of a replica, from where the page has read them to.</summary>
internal static class LogEndpoint
{
    public static async Task SendAsync(HttpContext context, Cluster cluster)
    {
        var (space, name) = (context.Request.Query["namespace"].ToString(), context.Request.Query["pod"].ToString());
        var pod = cluster.Pods.FirstOrDefault(pod => pod.Description.Namespace == space && pod.Description.Name == name);
        if (pod is null || PodLog.Of(pod.Description) is not { } log)
        {
            await PageJson.RefuseAsync(
                context, StatusCodes.Status404NotFound, pod is null ? "there is no such replica" : "nobody keeps its lines");
            return;
        }

        try
        {
            var piece = await log.LatestAsync(context.Request.Query["from"], context.RequestAborted);
            await PageJson.SendAsync(context, piece, PageJson.Default.LogPiece);
        }
        catch (IOException exception)
        {
            await PageJson.RefuseAsync(context, StatusCodes.Status404NotFound, $"its log can't be read: {exception.Message}");
        }
    }
}
