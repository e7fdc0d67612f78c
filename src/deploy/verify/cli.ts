import { planesOfAws } from "../../evacuation";
import { AwsAccount } from "./account";
import { verifyAws } from "./command";

// The AWS SDK's warning about its versions of 2027 is irrelevant for this run.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
verifyAws({ account: new AwsAccount(), planes: planesOfAws });
