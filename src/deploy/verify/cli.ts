import { AwsAccount } from "./account";
import { verifyAws } from "./command";
import { INTERNET, planesOf } from "./internet";

// The AWS SDK's warning about its versions of 2027 is irrelevant for this run.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
verifyAws({ account: new AwsAccount(), internet: INTERNET, planes: planesOf });
